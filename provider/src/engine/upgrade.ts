// State of an older provider: brought to the schema of today, with every value as it was written.
import { refuse } from './diagnostics.ts'
import type { Resource, Step } from './model.ts'

/** Each step raises the version of a schema by one. */
export const versionOf = ({ history = [] }: Pick<Resource, 'history'>): number => history.length

/**
 * What is not changed is handed back byte for byte, and no value is parsed: numbers above 2^53 would change, which
 * shows as drift. Attributes that have left the schema are left out, since Terraform refuses what it does not name.
 */
export function upgrade(state: Uint8Array, resource: Resource, version: number): Uint8Array {
  const { attributes, history = [], name } = resource
  if (version > history.length)
    refuse(
      'The state was written by a newer provider',
      `It holds a ${name} of version ${version}; this provider knows up to ${history.length}. ` +
        'Use that provider, or a later one.',
    )
  const steps = history.slice(version)
  const before = membersOf(Buffer.from(state).toString('utf8'))
  const after = before
    .map(([member, value]) => [steps.reduce(renamed, member), value] as const)
    .filter(([member]) => attributes.some((it) => it.name === member))
  const same = after.length === before.length && after.every(([it], i) => it === before[i]![0])
  if (same) return state
  const members = after.map(([member, value]) => `${JSON.stringify(member)}:${value}`)
  return Buffer.from(`{${members.join(',')}}`)
}

const renamed = (name: string, step: Step): string => step.renamed[name] ?? name

const deeper: Record<string, number> = { '{': 1, '[': 1, '}': -1, ']': -1 }
const token = /"(?:[^"\\]|\\.)*"|[[\]{},:]/g

/** The members of a JSON object, each value as its text. */
function membersOf(text: string): [name: string, value: string][] {
  const members: [string, string][] = []
  let [depth, name, from] = [0, '', 0]
  for (const { 0: it, index } of text.matchAll(token)) {
    if (depth === 1) {
      if (it === ':') from = index + 1
      else if (from === 0 && it.startsWith('"')) name = JSON.parse(it) as string
      else if (from > 0 && (it === ',' || it === '}')) {
        members.push([name, text.slice(from, index)])
        from = 0
      }
    }
    depth += deeper[it] ?? 0
  }
  return members
}
