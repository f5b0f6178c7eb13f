// How callers are measured, and how sides are compared: by turns, in rounds, of which the median counts.

export interface Round {
  per_second: number
  p50_ms: number
  p99_ms: number
}

/** Something that is measured: ours, or a peer. */
export interface Side<Result> {
  name: string
  round: (seconds: number) => Promise<Result>
}

/** `callers` at a time, each calling again as soon as it was answered, for so many seconds. */
export async function measure(
  callers: number,
  seconds: number,
  call: () => Promise<unknown>,
): Promise<Round> {
  const times: number[] = []
  const began = performance.now()
  const caller = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1000) {
      const start = performance.now()
      await call()
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return roundOf(times, (performance.now() - began) / 1000)
}

export function roundOf(times: number[], seconds: number): Round {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    per_second: times.length / seconds,
    p50_ms: quantile(sorted, 0.5),
    p99_ms: quantile(sorted, 0.99),
  }
}

interface Turns {
  rounds: number
  seconds: number
  /** A broker runs for days: its first seconds, in which its code is still being compiled, say little. */
  warmUp?: number
}

/**
 * Every side in turn, A/B/C/A/B/C, so that what else the machine does falls on all alike. The first turn only warms
 * up, for `warmUp` seconds, and is dropped. Returns the median of each figure by side.
 */
export async function inTurns<Result extends { [Key in keyof Result]: number }>(
  sides: Array<Side<Result>>,
  { rounds, seconds, warmUp = Math.min(seconds, 1) }: Turns,
): Promise<Record<string, Result>> {
  const results = new Map<string, Result[]>(sides.map(({ name }) => [name, []]))
  for (const { round } of sides) await round(warmUp)
  for (let turn = 0; turn < rounds; turn++)
    for (const { name, round } of sides) results.get(name)!.push(await round(seconds))
  return Object.fromEntries([...results].map(([name, all]) => [name, medianOf(all)]))
}

/** The middle round of each figure by itself; one slow round does not count. */
export function medianOf<Result extends { [Key in keyof Result]: number }>(
  rounds: Result[],
): Result {
  const keys = Object.keys(rounds[0]!) as Array<keyof Result>
  const middle = (key: keyof Result) => {
    const values: number[] = rounds.map((round) => round[key])
    return quantile(
      values.toSorted((a, b) => a - b),
      0.5,
    )
  }
  return Object.fromEntries(keys.map((key) => [key, middle(key)])) as Result
}

export function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
