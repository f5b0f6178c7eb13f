// A broker as users run it: a process of its own that can be killed and started again on the same ports and data.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { request, type Answer, type RequestOptions } from './broker.ts'
import { until } from './wait.ts'

export interface BrokerProcess extends AsyncDisposable {
  url: string
  grpcAddress: string
  adminToken: string
  start: () => Promise<void>
  kill: (signal: NodeJS.Signals) => Promise<number | null>
  /** Sends a signal that it lives through. */
  signal: (signal: 'SIGSTOP' | 'SIGCONT') => void
  output: () => string
  request: (method: string, path: string, options?: RequestOptions) => Promise<Answer>
}

const main = fileURLToPath(new URL('../../api/src/main.ts', import.meta.url))

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function brokerProcess(env: Record<string, string>): Promise<BrokerProcess> {
  const [http, grpc] = [await freePort(), await freePort()]
  const adminToken = env['REEVE_ADMIN_TOKEN'] ?? `reeve_${randomBytes(32).toString('hex')}`
  const url = `http://127.0.0.1:${http}`
  const { PATH = '' } = process.env
  const given = {
    REEVE_HTTP_PORT: `${http}`,
    REEVE_GRPC_PORT: `${grpc}`,
    REEVE_ADMIN_TOKEN: adminToken,
  }
  let child: ChildProcess | undefined
  let exited: Promise<number | null> = Promise.resolve(0)
  let output = ''
  const ready = () =>
    fetch(`${url}/health/ready`).then(
      ({ status }) => status === 204,
      () => false,
    )
  return {
    url,
    grpcAddress: `127.0.0.1:${grpc}`,
    adminToken,
    async start() {
      const started = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main], {
        env: { PATH, ...given, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
      exited = new Promise((resolve) => started.once('exit', (code) => resolve(code)))
      const gone = exited.then((code) => {
        throw new Error(`the broker ended with ${code}: ${output}`)
      })
      gone.catch(() => {})
      await Promise.race([until(ready, Boolean, 60_000), gone])
    },
    async kill(signal) {
      child?.kill(signal)
      return exited
    },
    signal: (signal) => void child?.kill(signal),
    output: () => output,
    request: (method, path, options) => request(url, adminToken, method, path, options),
    async [Symbol.asyncDispose]() {
      child?.kill('SIGTERM')
      await exited
    },
  }
}
