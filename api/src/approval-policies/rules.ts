// Whether an agent is let in: ordered rules over the facts that its proof established. The first that fits decides.

export type Action = 'approve' | 'pending' | 'deny'
export type ApprovalMethod =
  | 'manual'
  | 'namespace'
  | 'api_key'
  | 'service_account'
  | 'certificate'
  | 'token'

/** What must be so for a rule to fit. An empty list, or null, asks for nothing; all that is asked for must be so. */
export interface Rule {
  action: Action
  methods: string[]
  tenants: string[]
  pools: string[]
  namespaces: string[]
  /** `namespace/name`. */
  service_accounts: string[]
  certificate_cns: string[]
  /** Exact, as `DNS:…` or `URI:…`; of a DNS name `*.` at the beginning is one label. */
  certificate_sans: string[]
  regions: string[]
  /** `*` stands for any characters, `?` for one. */
  name_pattern: string | null
  join_tenant: string | null
  join_pool: string | null
}

/** What a rule asks for that asks for nothing. */
export const nothing: Omit<Rule, 'action'> = {
  methods: [],
  tenants: [],
  pools: [],
  namespaces: [],
  service_accounts: [],
  certificate_cns: [],
  certificate_sans: [],
  regions: [],
  name_pattern: null,
  join_tenant: null,
  join_pool: null,
}

export interface Policy {
  name: string
  order: number
  enabled: boolean
  rules: Rule[]
}

/** What rules look at. Name and region are what the agent says of itself; everything else was proved. */
export interface Candidate {
  method: string
  tenant: string
  pool: string | null
  name: string
  region: string | null
  namespace?: string | undefined
  service_account?: string | undefined
  certificate_cn?: string | undefined
  certificate_sans?: readonly string[] | undefined
}

export interface Decision {
  action: Action
  /** Null: no rule fitted, or a person decides. */
  policy: string | null
  rule: number | null
  approval_method: ApprovalMethod | null
  join_tenant: string | null
  join_pool: string | null
}

/** By default a person decides. */
const undecided: Decision = {
  action: 'pending',
  policy: null,
  rule: null,
  approval_method: null,
  join_tenant: null,
  join_pool: null,
}

/** The first rule that fits, of the enabled policies by order and then by name. */
export function decide(policies: readonly Policy[], candidate: Candidate): Decision {
  for (const { name: policy, rules } of inOrder(policies)) {
    const rule = rules.findIndex((one) => fits(one, candidate))
    const found = rules[rule]
    if (!found) continue
    const { action, join_tenant, join_pool } = found
    const approval_method = action === 'approve' ? approvalMethod(found, candidate) : null
    return { action, policy, rule, approval_method, join_tenant, join_pool }
  }
  return undecided
}

const inOrder = (policies: readonly Policy[]): Policy[] =>
  policies
    .filter(({ enabled }) => enabled)
    .toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))

export function fits(rule: Rule, candidate: Candidate): boolean {
  const { certificate_sans = [] } = candidate
  return (
    asked(rule, candidate).every(([allowed, value]) => among(allowed, value)) &&
    (rule.certificate_sans.length === 0 || sharesName(rule.certificate_sans, certificate_sans)) &&
    (rule.name_pattern === null || likeName(rule.name_pattern, candidate.name))
  )
}

/** What a value must be one of, and the value. */
function asked(rule: Rule, it: Candidate): Array<[string[], string | null | undefined]> {
  const { namespace, service_account } = it
  return [
    [rule.methods, it.method],
    [rule.tenants, it.tenant],
    [rule.pools, it.pool],
    [rule.namespaces, namespace],
    [rule.service_accounts, namespace && service_account && `${namespace}/${service_account}`],
    [rule.certificate_cns, it.certificate_cn],
    [rule.regions, it.region],
  ]
}

const among = (allowed: readonly string[], value: string | null | undefined): boolean =>
  allowed.length === 0 || (typeof value === 'string' && allowed.includes(value))

const sharesName = (patterns: readonly string[], names: readonly string[]): boolean =>
  names.some((name) => patterns.some((pattern) => isName(pattern, name)))

/** DNS names may be written without their kind and have no case; of other kinds each character counts. */
function isName(pattern: string, name: string): boolean {
  if (pattern === name) return true
  const [asked, given] = [dnsName(pattern), dnsName(name)]
  if (asked === undefined || given === undefined) return false
  if (!asked.startsWith('*.')) return asked === given
  // as in certificates: the star of `*.example.com` is one label, never two and never none
  const suffix = asked.slice(1)
  return given.endsWith(suffix) && /^[a-z0-9_-]+$/.test(given.slice(0, -suffix.length))
}

function dnsName(name: string): string | undefined {
  const [, kind, rest] = /^(?:([A-Za-z ]+):)?(.*)$/s.exec(name)!
  return kind === undefined || kind === 'DNS' ? rest!.toLowerCase() : undefined
}

/** Takes as many steps as the two are long together times the stars at most: no pattern is a trap. */
export function likeName(pattern: string, name: string): boolean {
  let [at, star, retry] = [0, -1, 0]
  let index = 0
  while (index < name.length) {
    if (pattern[at] === '*') {
      star = at++
      retry = index
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++retry
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** What the agents list says of why it was let in: the proof, and for a service account also what was trusted. */
function approvalMethod(rule: Rule, { method }: Candidate): ApprovalMethod {
  if (method === 'api_key' || method === 'certificate') return method
  if (method !== 'service_account') return 'token'
  return rule.namespaces.length > 0 && rule.service_accounts.length === 0
    ? 'namespace'
    : 'service_account'
}
