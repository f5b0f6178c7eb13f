// A small broker-like process for the launcher's tests: starts the cluster of argv[2], says so, waits.
// argv[3] is how it ends: by signals alone (default), or `exit` for process.exit() without stop().
import { startEmbedded } from '../../api/src/db/embedded.ts'

const [, , dataDir = '', ending] = process.argv
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const alive = setInterval(() => undefined, 60_000)
try {
  const { url } = await startEmbedded({ dataDir, log })
  process.stdout.write(`${JSON.stringify({ url })}\n`)
  if (ending === 'exit') process.exit(0)
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: (error as Error).message })}\n`)
  clearInterval(alive)
}
