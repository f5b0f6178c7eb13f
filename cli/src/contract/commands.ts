// From the contract's operations to the names of commands.
import type { Operation } from '@reeve/openapi'

export interface CommandSpec {
  /** Empty for what there is one of (`reeve health`). */
  noun: string
  verb: string
  /** More than one when the same is asked of one tenant and of all, or of tenants and operators. */
  operations: Operation[]
}

/**
 * Every operation that is not for agents, as `reeve <noun> <verb>`:
 *
 * - The verb is the first word of the operationId, the noun its rest: createAgentToken → `agent-token create`.
 * - A list says its noun in the singular: listPoolAssignments → `pool-assignment list`.
 * - `All` and the owner `Tenant` before the tag's noun are left out, so listJobs and listAllJobs are `job list`,
 *   createApiToken and createTenantApiToken `api-token create`. Which is meant is told by `--tenant`.
 * - A get… whose path names nothing but a tenant reads what there is one of; its noun is the command: getHealth →
 *   `health`, getJobStats and getAllJobStats → `job-stats`.
 * - What lives under /api/v1/agent/ is for agents and has no command.
 */
export function commandsOf(operations: Operation[]): CommandSpec[] {
  const specs = new Map<string, CommandSpec>()
  for (const operation of operations) {
    if (operation.path.startsWith('/api/v1/agent/')) continue
    const { noun, verb } = nameOf(operation)
    const spec = specs.get(`${noun} ${verb}`) ?? { noun, verb, operations: [] }
    spec.operations.push(operation)
    specs.set(`${noun} ${verb}`, spec)
  }
  return [...specs.values()]
}

function nameOf({ operationId, tags, path }: Operation): { noun: string; verb: string } {
  const [verb, ...rest] = words(operationId)
  const plural = verb === 'list'
  const own = (rest[0] === 'all' ? rest.slice(1) : rest).join('-')
  const said = plural ? singular(own) : own
  const owned = said.replace(/^tenant-/, '')
  const noun = tags.some((tag) => singular(tag) === owned) ? owned : said
  const single = !path.endsWith('}') && !/\{(?!tenant\})/.test(path)
  if (verb === 'get' && single) return { noun: '', verb: noun }
  return { noun, verb: verb! }
}

function words(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
}

export function singular(nouns: string): string {
  return nouns.endsWith('ies') ? `${nouns.slice(0, -3)}y` : nouns.replace(/s$/, '')
}
