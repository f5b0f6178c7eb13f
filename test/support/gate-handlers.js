// The agent's side of the gate: a job goes there, and waits until it is let through.
export const gate = {
  type: 'gate',
  /** @param {{ id: string, attempt: number, payload: { gate: string } }} job @param {{ signal: AbortSignal }} tools */
  async run({ id, attempt, payload }, { signal }) {
    await fetch(`${payload.gate}/${id}/${attempt}`, { signal })
    return attempt
  },
}
