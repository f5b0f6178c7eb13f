// What a scope grants. `<nouns>:read` or `<nouns>:write`; `write` includes `read`; `*` is any of either, or all.

/** Whether one granted scope covers one needed scope. Only the grant may hold wildcards. */
export function scopeAllows(granted: string, needed: string): boolean {
  if (granted === '*') return true
  const [nouns, verb] = granted.split(':')
  const [neededNouns, neededVerb] = needed.split(':')
  if (verb === undefined || neededVerb === undefined) return false
  const verbCovered =
    verb === '*' || verb === neededVerb || (verb === 'write' && neededVerb === 'read')
  return verbCovered && (nouns === '*' || nouns === neededNouns)
}

/** Whether a set of granted scopes covers all needed ones. A needed scope may itself be a grant to hand on. */
export function scopesAllow(granted: readonly string[], needed: readonly string[]): boolean {
  return needed.every((need) => granted.some((grant) => scopeAllows(grant, need)))
}
