// SPIFFE ids of agents: who a session is about, in one line.

export type SpiffeParts =
  /** An agent that a launch token let in; `instance` tells those of one task apart. */
  | { kind: 'task'; orch_id: string; task_id: string; instance: string }
  | { kind: 'tenant'; tenant: string; agent: string }
  /** An agent of the platform; null: of no pool. */
  | { kind: 'shared'; pool: string | null; agent: string }

/** Most bytes of a whole id (SPIFFE-ID, 2.3). */
const most = 2048

/** Whether something may be one segment of an id's path. */
export const isSegment = (text: string): boolean =>
  /^[A-Za-z0-9._-]{1,128}$/.test(text) && text !== '.' && text !== '..'

export function spiffeIdOf(trustDomain: string, parts: SpiffeParts): string {
  const segments = segmentsOf(parts)
  if (!segments.every(isSegment))
    throw new TypeError(`a SPIFFE id cannot be made of ${JSON.stringify(segments)}`)
  return `spiffe://${trustDomain}/${segments.join('/')}`
}

const noPool = 'default'

function segmentsOf(parts: SpiffeParts): string[] {
  if (parts.kind === 'task') return ['agent', parts.orch_id, parts.task_id, parts.instance]
  if (parts.kind === 'tenant') return ['tenant', parts.tenant, 'agent', parts.agent]
  return ['shared', parts.pool ?? noPool, 'agent', parts.agent]
}

/** The parts of an id of any trust domain; undefined when it is none of ours. */
export function parseSpiffe(text: string): (SpiffeParts & { trustDomain: string }) | undefined {
  if (text.length > most) return undefined
  const [, trustDomain, path] = /^spiffe:\/\/([a-z0-9._-]{1,255})\/(.+)$/.exec(text) ?? []
  if (trustDomain === undefined || path === undefined) return undefined
  const segments = path.split('/')
  const parts = segments.every(isSegment) ? partsOf(segments) : undefined
  return parts && { ...parts, trustDomain }
}

function partsOf(segments: string[]): SpiffeParts | undefined {
  const [first, second, third, fourth, ...rest] = segments
  if (second === undefined || third === undefined || fourth === undefined || rest.length > 0)
    return undefined
  if (first === 'agent') return { kind: 'task', orch_id: second, task_id: third, instance: fourth }
  if (third !== 'agent') return undefined
  if (first === 'tenant') return { kind: 'tenant', tenant: second, agent: fourth }
  if (first !== 'shared') return undefined
  return { kind: 'shared', pool: second === noPool ? null : second, agent: fourth }
}
