// What a sharing of claims came to: how even it was, and how long whoever was next in a tenant had to wait.

/** A job that was given out. Lists of them are in the order in which they were. */
export interface Claim {
  tenant: number
  /** When it was there to be claimed, in ms. */
  ready: number
  /** When it was claimed. */
  at: number
}

/**
 * Jain's index of what each tenant got for its weight: 1 when all got the same, 1 / tenants when one got everything.
 * What counts are the claims that were made while every tenant had a job waiting.
 */
export function jain(claims: readonly Claim[], weights: readonly number[]): number {
  const got = weights.map(() => 0)
  for (const { tenant } of contested(claims, weights.length)) got[tenant]! += 1 / weights[tenant]!
  const sum = got.reduce((all, one) => all + one, 0)
  const squares = got.reduce((all, one) => all + one * one, 0)
  return (sum * sum) / (got.length * squares)
}

/** The claims made while all of them wanted one. */
export function contested(claims: readonly Claim[], tenants: number): Claim[] {
  const ready = readyBy(claims, tenants)
  const claimed = ready.map(() => 0)
  const wants = (tenant: number, at: number): boolean =>
    (ready[tenant]![claimed[tenant]!] ?? Number.POSITIVE_INFINITY) <= at
  return claims.filter(({ tenant, at }) => {
    const all = ready.every((_, one) => one === tenant || wants(one, at))
    claimed[tenant]! += 1
    return all
  })
}

/**
 * The longest wait of a tenant's next job, as a part of what it may be. It is counted in claims of others: those made
 * since the job was there, or since the tenant's previous claim if that was later.
 */
export function longestWait(
  claims: readonly Claim[],
  weights: readonly number[],
  bound: (weight: number) => number,
): number {
  const ready = readyBy(claims, weights.length)
  const claimed = weights.map(() => 0)
  const free = weights.map(() => 0) // the claim after the tenant's last
  let longest = 0
  for (const [place, { tenant }] of claims.entries()) {
    const since = Math.max(free[tenant]!, firstAt(claims, ready[tenant]![claimed[tenant]!]!))
    longest = Math.max(longest, (place - since) / bound(weights[tenant]!))
    claimed[tenant]! += 1
    free[tenant] = place + 1
  }
  return longest
}

/** By tenant, when the first of its jobs was ready, the second, … */
function readyBy(claims: readonly Claim[], tenants: number): number[][] {
  const times = Array.from({ length: tenants }, (): number[] => [])
  for (const { tenant, ready } of claims) times[tenant]!.push(ready)
  return times.map((each) => each.toSorted((a, b) => a - b))
}

/** Which claim was the first at that time or later; claims come in the order of time. */
function firstAt(claims: readonly Claim[], time: number): number {
  let [from, to] = [0, claims.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (claims[middle]!.at < time) from = middle + 1
    else to = middle
  }
  return from
}
