// Log lines on stderr in the form that Terraform reads; it decides with TF_LOG what is shown.

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: Level, message: string, fields?: Record<string, unknown>) => void

/** Silent below warnings unless somebody asked for logs: Terraform would only read and drop them. */
export function createLog(env: NodeJS.ProcessEnv, write: (line: string) => void): Log {
  const wanted = Boolean(env['TF_LOG'] ?? env['TF_LOG_PROVIDER'])
  return (level, message, fields) => {
    if (!wanted && level !== 'warn' && level !== 'error') return
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
}
