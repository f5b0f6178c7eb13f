// What the agent proves who it is with: the one credential that is set.
import { resolve } from 'node:path'
import { methodNames, type MethodName } from './enrolments/method.ts'
import { ConfigError } from './errors.ts'
import { eitherOf, listOf, valueOf, type Environment } from './values.ts'
import type { VariableName } from './variables.ts'

export interface Launch {
  readonly token: string
  readonly orch_id: string
  readonly task_id: string
  readonly scope: string[]
  /** Whom its tokens are for beside the broker. */
  readonly audience: string[]
}

/** Each null when it is not set. */
export interface Credentials {
  readonly method: MethodName
  readonly token: string | null
  /** 64 hexadecimal digits. */
  readonly platform_key: string | null
  readonly bootstrap_token: string | null
  readonly launch: Launch | null
  readonly api_key: string | null
  readonly service_account_token_file: string | null
}

/** The variable that sets each; where there is one by another name, that too. */
export const variableOf: Record<MethodName, VariableName> = {
  agent_token: 'AGENT_TOKEN',
  hmac: 'SHARED_AGENT_PLATFORM_KEY',
  bootstrap_token: 'AGENT_BOOTSTRAP_TOKEN',
  launch_token: 'AGENT_LAUNCH_TOKEN',
  service_account: 'AGENT_SERVICE_ACCOUNT_TOKEN_FILE',
  certificate: 'AGENT_TLS_CERT',
  api_key: 'AGENT_API_KEY',
}

export function credentialsOf(env: Environment): Credentials {
  const file = valueOf('AGENT_SERVICE_ACCOUNT_TOKEN_FILE', env)
  const platform_key = valueOf('SHARED_AGENT_PLATFORM_KEY', env)
  return {
    token: valueOf('AGENT_TOKEN', env) ?? null,
    platform_key: platform_key?.toLowerCase() ?? null,
    bootstrap_token: eitherOf('AGENT_BOOTSTRAP_TOKEN', 'REDIVER_BOOTSTRAP_TOKEN', env) ?? null,
    launch: launchOf(env),
    api_key: valueOf('AGENT_API_KEY', env) ?? null,
    service_account_token_file: file === undefined ? null : resolve(file),
    method: methodOf(env), // last: what is wrong with a value comes first
  }
}

function methodOf(env: Environment): MethodName {
  const asked = valueOf('AGENT_ENROLMENT', env) as MethodName | 'auto'
  const set = methodNames.filter((method) => setBy(env, method) !== undefined)
  if (asked !== 'auto') {
    if (set.includes(asked)) return asked
    throw new ConfigError(
      `AGENT_ENROLMENT is ${asked}, and ${variableOf[asked]} is not set: set it.`,
    )
  }
  // a certificate may be there for TLS alone
  const [method, other] = set.filter((name) => name !== 'certificate')
  if (method === undefined && set.length > 0) return 'certificate'
  if (method === undefined) throw nothing()
  if (other === undefined) return method
  throw new ConfigError(
    `${setBy(env, method)} and ${setBy(env, other)} are both set, and an agent enrols by one of them: unset the other, or say which in AGENT_ENROLMENT.`,
  )
}

/** The variable that sets it here, if one does. */
function setBy(env: Environment, method: MethodName): VariableName | undefined {
  const names: VariableName[] = [variableOf[method]]
  if (method === 'bootstrap_token') names.push('REDIVER_BOOTSTRAP_TOKEN')
  return names.find((name) => env[name]?.trim())
}

const nothing = () =>
  new ConfigError(
    `AGENT_TOKEN is not set: create an agent token (\`reeve agent-token create\`, or \`reeve_agent_token\` in Terraform) and set it. Other ways to enrol: ${methodNames
      .slice(1)
      .map((method) => variableOf[method])
      .join(', ')}.`,
  )

/** A launch token says for what it was made; the agent says which piece of work it is. */
function launchOf(env: Environment): Launch | null {
  const token = valueOf('AGENT_LAUNCH_TOKEN', env)
  if (token === undefined) return null
  const named = (name: VariableName): string => {
    const value = valueOf(name, env)
    if (value !== undefined) return value
    throw new ConfigError(`AGENT_LAUNCH_TOKEN is set, and ${name} is not: set it.`)
  }
  return Object.freeze({
    token,
    orch_id: named('AGENT_ORCH_ID'),
    task_id: named('AGENT_TASK_ID'),
    scope: listOf(named('AGENT_SCOPE')),
    audience: listOf(valueOf('AGENT_AUDIENCE', env) ?? ''),
  })
}
