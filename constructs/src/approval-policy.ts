// ApprovalPolicy: which agents come in without a person, said rule by rule.
import { Construct } from 'constructs'
import type { IPool } from './agent-pool.ts'
import { mistake } from './check.ts'
import * as l1 from './generated/index.ts'
import type { ITenant } from './tenancy.ts'

export type EnrolmentMethod =
  | 'agent_token'
  | 'hmac'
  | 'bootstrap_token'
  | 'launch_token'
  | 'service_account'
  | 'certificate'
  | 'api_key'

/** What must be so of an agent; of a list, one of it. What is left out does not matter. */
export interface AgentFacts {
  /** How it proved who it is. */
  readonly methods?: EnrolmentMethod[]
  /** The tenants that its proof may name. */
  readonly tenants?: ITenant[]
  /** The pools that its proof may name. */
  readonly pools?: IPool[]
  /** Kubernetes namespaces, as the cluster says of its service account. */
  readonly namespaces?: string[]
  /** Service accounts, as `namespace/name`. */
  readonly serviceAccounts?: string[]
  /** Common names of its client certificate. */
  readonly certificateCns?: string[]
  /** Alternative names of its client certificate; `*.` at the beginning stands for one label. */
  readonly certificateSans?: string[]
  /** Where it says it is: this narrows a rule and proves nothing. */
  readonly regions?: string[]
  /** What it calls itself, with `*` and `?`: this narrows a rule and proves nothing. */
  readonly namePattern?: string
}

/** Where it goes when its proof does not say: by service account or certificate. */
export interface Joining {
  readonly joinTenant?: ITenant
  readonly joinPool?: IPool
}

export type Narrowing = Omit<AgentFacts, 'methods'> & Joining

export interface ApprovalPolicyProps extends Omit<
  l1.ApprovalPolicyConfig,
  'name' | 'rules' | 'count' | 'forEach'
> {
  /**
   * Unique name of the policy; cannot change.
   * @default the construct's id
   */
  readonly name?: string
}

/** Rules in the order in which they were said; the first that fits an agent decides about it. */
export class ApprovalPolicy extends Construct {
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.ApprovalPolicy
  private readonly rules: l1.ApprovalPolicyRules[] = []

  constructor(scope: Construct, id: string, props: ApprovalPolicyProps = {}) {
    super(scope, id)
    const config = { ...props, name: props.name ?? id, rules: [] }
    this.resource = new l1.ApprovalPolicy(this, 'Default', config)
    this.node.addValidation({
      validate: () => (this.rules.length > 0 ? [] : ['says nothing: add a rule, or leave it out']),
    })
  }

  /** Lets agents in. Facts must be given: `approve({})` would let everybody in. */
  approve(facts: AgentFacts & Joining): this {
    if (Object.values(facts).every((fact) => fact === undefined || fact.length === 0))
      throw mistake(this, 'would approve every agent that enrols: name what must be so of it.')
    return this.add('approve', facts)
  }

  /** Keeps agents out. Said before an approval, it makes an exception to that. */
  deny(facts: AgentFacts): this {
    return this.add('deny', facts)
  }

  /** Leaves agents to a person; that is also what becomes of those that no rule fits. */
  leaveToPerson(facts: AgentFacts): this {
    return this.add('pending', facts)
  }

  /** Lets in the pods of a Kubernetes namespace, as the cluster vouches for them. */
  approveNamespace(namespace: string, more: Narrowing = {}): this {
    return this.approve({ methods: ['service_account'], namespaces: [namespace], ...more })
  }

  /** Lets in the pods of one service account. */
  approveServiceAccount(namespace: string, name: string, more: Narrowing = {}): this {
    const serviceAccounts = [`${namespace}/${name}`]
    return this.approve({ methods: ['service_account'], serviceAccounts, ...more })
  }

  /** Lets in who holds a client certificate with this common name. */
  approveCommonName(cn: string, more: Narrowing = {}): this {
    return this.approve({ methods: ['certificate'], certificateCns: [cn], ...more })
  }

  /** Lets in who holds a client certificate with this alternative name: a DNS name, or `URI:…`. */
  approveAlternativeName(san: string, more: Narrowing = {}): this {
    return this.approve({ methods: ['certificate'], certificateSans: [san], ...more })
  }

  /** Lets in who holds an enrolment key of the tenant. */
  approveEnrolmentKeysOf(tenant: ITenant, more: Narrowing = {}): this {
    return this.approve({ methods: ['api_key'], tenants: [tenant], ...more })
  }

  /** Lets in who holds a key or token of the pool. */
  approvePool(pool: IPool, more: Narrowing = {}): this {
    return this.approve({ pools: [pool], ...more })
  }

  private add(action: string, { tenants, pools, ...facts }: AgentFacts & Joining): this {
    const { joinTenant, joinPool, ...plain } = facts
    this.rules.push({
      action,
      ...plain,
      ...(tenants && { tenants: tenants.map(({ tenantSlug }) => tenantSlug) }),
      ...(pools && { pools: pools.map(({ poolName }) => poolName) }),
      ...(joinTenant && { joinTenant: joinTenant.tenantSlug }),
      ...(joinPool && { joinPool: joinPool.poolName }),
    })
    this.resource.putRules(this.rules)
    return this
  }
}
