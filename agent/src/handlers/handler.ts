// What authors of handlers write: a job type, and a function that does such jobs.

export interface Job<Payload = unknown> {
  id: string
  /** Counts from 1; a job whose agent was lost is tried again as the next attempt. */
  attempt: number
  /** Slug of the tenant that submitted it. */
  tenant: string
  type: string
  payload: Payload
  /** How long the attempt may run. */
  timeout_ms: number
}

export interface Tools {
  /**
   * Aborts when the job is cancelled, out of time, or no longer this agent's. A handler that has not settled five
   * seconds later is ended with its thread; when the job is no longer this agent's, at once.
   */
  signal: AbortSignal
  /** 0 to 100. */
  progress(percent: number, message?: string): void
  /** Lines of the job's log. `console` writes there, too. */
  log: Record<'debug' | 'info' | 'warn' | 'error', (...parts: unknown[]) => void>
}

export interface Handler<Payload = unknown> {
  type: string
  /**
   * Each job gets a thread that no other job has used or will use, so nothing the module keeps is shared. It costs the
   * start of a thread for each job. @default false
   */
  fresh_thread?: boolean
  /** Makes the payload what `run` wants, or throws: then the job fails as `invalid-payload`. */
  payload?(given: unknown): Payload
  /**
   * Does the job. What it returns, as JSON, is the result; nothing is null. What it throws fails the job: as
   * `handler-error`, or with the error's own `code` if that is a word in kebab-case.
   */
  run(job: Job<Payload>, tools: Tools): unknown
}
