// What a benchmark is, and how it tells what it measured.

export interface Options {
  quick: boolean
  /** Says what is measured and with which settings, before and beside the figures. */
  say: (line: string) => void
}

export interface Bench {
  about: string
  run: (options: Options) => Promise<Outcome>
}

/**
 * Names in snake_case with their unit at the end. Ratios are ours / theirs, of one run on one machine: they
 * survive a change of machine.
 */
export interface Outcome {
  figures: Record<string, number>
  ratios: Record<string, number>
}

/** To three digits: more would promise more than a run can say. */
export const rounded = (value: number): number => Number(value.toPrecision(3))

export function roundedAll(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rounded(value)]))
}
