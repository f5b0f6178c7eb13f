// What a benchmark is, and how callers are measured: in rounds, of which the median counts.

export interface Bench {
  about: string
  run: (options: { quick: boolean }) => Promise<Outcome>
}

/** Names in snake_case with their unit at the end. Ratios compare figures of one run: they survive a change of machine. */
export interface Outcome {
  figures: Record<string, number>
  ratios: Record<string, number>
}

export interface Round {
  per_second: number
  p50_ms: number
  p99_ms: number
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
  const elapsed = (performance.now() - began) / 1000
  const sorted = times.toSorted((a, b) => a - b)
  return { per_second: times.length / elapsed, p50_ms: at(sorted, 0.5), p99_ms: at(sorted, 0.99) }
}

/** The middle round of each figure; one slow round does not count. */
export function medianOf(rounds: Round[]): Round {
  const middle = (key: keyof Round) =>
    at(
      rounds.map((round) => round[key]).toSorted((a, b) => a - b),
      0.5,
    )
  return { per_second: middle('per_second'), p50_ms: middle('p50_ms'), p99_ms: middle('p99_ms') }
}

function at(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** To three digits: more would promise more than a run can say. */
export const rounded = (value: number): number => Number(value.toPrecision(3))
