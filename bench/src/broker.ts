// A broker in a process of its own on an embedded PostgreSQL of its own, as a newcomer starts it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface BenchBroker extends AsyncDisposable {
  url: string
  token: string
}

export async function startBroker(): Promise<BenchBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-bench-'))
  await chmod(folder, 0o711) // as root, PostgreSQL runs as another user
  const token = `reeve_${randomBytes(32).toString('hex')}`
  const index = fileURLToPath(import.meta.resolve('@reeve/api'))
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(dirname(index), `main${extname(index)}`)],
    {
      env: {
        PATH: process.env['PATH'],
        REEVE_DATA_DIR: join(folder, 'data'),
        REEVE_HTTP_PORT: '0',
        REEVE_GRPC_PORT: '',
        REEVE_ADMIN_TOKEN: token,
        REEVE_DRAIN_SECONDS: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const url = await Promise.race([
    readyAt(createInterface(child.stdout)),
    ended.then(() => undefined),
  ])
  if (url !== undefined) return { url, token, [Symbol.asyncDispose]: stop }
  await stop()
  throw new Error('The broker did not start; see above.')
}

/** Its address, from the line that says it is ready; all later lines are read and dropped. */
async function readyAt(lines: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    lines.on('line', (line: string) => {
      if (line.includes('"broker ready"')) resolve((JSON.parse(line) as { url: string }).url)
    })
  })
}
