// When this process ends: told to by Terraform, or left alone by it.
import type { Http2Server } from 'node:http2'

/** How long to wait for a Terraform that starts us and never comes, or goes without a word. */
const patience = 60_000
const farewell = 500
const absence = 3_000

export interface Lifetime {
  /** The answer is sent first; Terraform then closes the connection. */
  shutdown(): void
}

export function lifetime(server: Http2Server, exit: () => void): Lifetime {
  let leaving = false
  let open = 0
  let alone = setTimeout(exit, patience)
  server.on('session', (session) => {
    open += 1
    clearTimeout(alone)
    session.on('close', () => {
      open -= 1
      if (open > 0) return
      if (leaving) exit()
      alone = setTimeout(exit, absence)
    })
  })
  // Ctrl-C reaches the whole group of processes; Terraform then says what is to be done (StopProvider).
  process.on('SIGINT', () => {})
  process.on('SIGTERM', exit)
  return {
    shutdown() {
      leaving = true
      setTimeout(exit, farewell)
    },
  }
}
