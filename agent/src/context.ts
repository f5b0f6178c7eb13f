// What a tenant lends to the run of a task, as the broker sends it: variables, secrets, the hosts it may reach.

export interface Context {
  config: Record<string, string>
  secrets: Record<string, string>
  allowed_hosts: string[]
}

const nothing: Context = { config: {}, secrets: {}, allowed_hosts: [] }

/** Null when there is none: the job is no run of a task. Throws on what is no JSON. */
export function contextOf(bytes: Buffer | undefined): Context | null {
  if (!bytes || bytes.length === 0) return null
  const lent = JSON.parse(bytes.toString()) as Partial<Context> | null
  return lent && { ...nothing, ...lent }
}
