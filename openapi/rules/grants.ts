// What a grant of a session covers: `action:resource:identifier`, where only the identifier may be `*`, any.

export interface Grant {
  action: string
  resource: string
  /** May itself hold colons. */
  identifier: string
}

/** Most characters of one grant, and most grants of one session. */
export const grantLimits = { characters: 256, grants: 64 } as const

/** Split at the first two colons; undefined when a part is missing or it holds white space or control characters. */
export function parseGrant(text: string): Grant | undefined {
  if (text.length > grantLimits.characters) return undefined
  const [, action, resource, identifier] = form.exec(text) ?? []
  return action === undefined || resource === undefined || identifier === undefined
    ? undefined
    : { action, resource, identifier }
}

/** Anything but white space, control characters and what Unicode leaves without a meaning. */
const form = /^([^:\s\p{C}]+):([^:\s\p{C}]+):([^\s\p{C}]+)$/u

/** `*` as the allowed identifier covers all identifiers. It is nothing special elsewhere, nor as a part of one. */
export function covers(allowed: string, requested: string): boolean {
  const [has, wants] = [parseGrant(allowed), parseGrant(requested)]
  return (
    has !== undefined &&
    wants !== undefined &&
    has.action === wants.action &&
    has.resource === wants.resource &&
    (has.identifier === '*' || has.identifier === wants.identifier)
  )
}

/** Whether each requested grant is covered by some allowed one; true of none. */
export const coversAll = (allowed: readonly string[], requested: readonly string[]): boolean =>
  requested.every((wants) => allowed.some((has) => covers(has, wants)))
