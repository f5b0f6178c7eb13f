// What a tenant lends to the run of a task, as the broker sends it: variables, secrets, the hosts it may reach.

export interface Context {
  config: Record<string, string>
  secrets: Record<string, string>
  allowed_hosts: string[]
}

const nothing: Context = { config: {}, secrets: {}, allowed_hosts: [] }

/** Of an assignment without one, nothing. Throws on what is no JSON. */
export function contextOf(bytes: Buffer | undefined): Context {
  if (!bytes || bytes.length === 0) return nothing
  return { ...nothing, ...(JSON.parse(bytes.toString()) as Partial<Context> | null) }
}
