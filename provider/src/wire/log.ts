// Log lines on stderr in the form that Terraform reads; it decides with TF_LOG what is shown.

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'off'] as const
export type Level = Exclude<(typeof levels)[number], 'off'>
export interface Log {
  (level: Level, message: string, fields?: Record<string, unknown>): void
  /** For what is costly to say. */
  wants?: (level: Level) => boolean
}

/** Silent below what was asked for – warnings, if nothing was: Terraform would only read the lines and drop them. */
export function createLog(env: NodeJS.ProcessEnv, write: (line: string) => void): Log {
  const least = levels.indexOf(wanted(env))
  const wants = (level: Level) => levels.indexOf(level) >= least
  const log: Log = (level, message, fields) => {
    if (!wants(level)) return
    const line = {
      '@level': level,
      '@message': message,
      '@module': 'reeve',
      // Exactly six digits of a second, or Terraform takes the line for plain text.
      '@timestamp': new Date().toISOString().replace('Z', '000Z'),
      ...fields,
    }
    write(`${JSON.stringify(line)}\n`)
  }
  return Object.assign(log, { wants })
}

/** Terraform's own rules: the variable of the providers goes first, and any other word means everything. */
function wanted(env: NodeJS.ProcessEnv): (typeof levels)[number] {
  const word = (env['TF_LOG_PROVIDER'] || env['TF_LOG'] || 'warn').toLowerCase()
  return levels.find((level) => level === word) ?? 'trace'
}
