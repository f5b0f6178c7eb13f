// The ways an agent ends that are nobody's bug, each with the exit code that main.ts gives it.

/** The agent was set up wrongly: a sentence that names the variable and says what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The broker said no, and asking again would not change that. */
export class RefusedError extends Error {
  override name = 'RefusedError'
}

/** 0 drained, 1 unexpected, 2 configuration, 3 refused by the broker. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof ConfigError) return 2
  return error instanceof RefusedError ? 3 : 1
}
