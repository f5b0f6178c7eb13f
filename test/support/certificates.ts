// Certificates for tests: what tools/test-certificates.sh makes, odd ones beside them, and requests that use them.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'

const run = promisify(execFile)
const script = resolve(import.meta.dirname, '../../tools/test-certificates.sh')

export interface Certificates extends AsyncDisposable {
  folder: string
  /** `ca`, `broker`, `agent`, `operator`, or one that was issued: the path of its certificate. */
  cert: (name: string) => string
  key: (name: string) => string
  /** What a client needs to trust the broker and to show this certificate. */
  client: (name?: string) => Promise<Pair>
  /** A further certificate of this authority. */
  issue: (name: string, given: Issued) => Promise<void>
}

export interface Pair {
  ca: string
  cert?: string
  key?: string
}

interface Issued {
  subject?: string
  usage?: string
  names?: string
  days?: number
  more?: string[]
}

export async function certificates(): Promise<Certificates> {
  const home = await mkdtemp(join(tmpdir(), 'reeve-certificates-'))
  const folder = join(home, 'made')
  await run(script, [folder])
  const cert = (name: string) => join(folder, `${name}.pem`)
  const key = (name: string) => join(folder, `${name}-key.pem`)
  return {
    folder,
    cert,
    key,
    async client(name) {
      const ca = await readFile(cert('ca'), 'utf8')
      if (name === undefined) return { ca }
      const [own, secret] = await Promise.all([cert(name), key(name)].map((it) => readFile(it)))
      return { ca, cert: own!.toString(), key: secret!.toString() }
    },
    issue: (name, given) => issue(folder, name, given),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  }
}

async function issue(folder: string, name: string, given: Issued): Promise<void> {
  const { subject = `/CN=${name}`, usage = 'clientAuth', names, days = 30, more = [] } = given
  const at = (file: string) => join(folder, file)
  const lines = [
    usage && `extendedKeyUsage=${usage}`,
    names && `subjectAltName=${names}`,
    ...(more.length > 0 ? more : ['basicConstraints=critical,CA:FALSE']),
  ]
  await writeFile(at('ext'), `${lines.filter(Boolean).join('\n')}\n`)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const files = ['-keyout', at(`${name}-key.pem`), '-out', at('csr')]
  await run('openssl', ['req', '-new', '-utf8', ...curve, ...files, '-subj', subject])
  const by = ['-CA', at('ca.pem'), '-CAkey', at('ca-key.pem'), '-CAserial', at('serial')]
  const out = ['-days', `${days}`, '-extfile', at('ext'), '-out', at(`${name}.pem`)]
  await run('openssl', ['x509', '-req', '-in', at('csr'), ...by, '-CAcreateserial', ...out])
}

export interface Answered {
  status: number
  headers: Record<string, unknown>
  body: any // oxlint-disable-line typescript/no-explicit-any -- tests look into answers of any shape
  /** SHA-256 of the certificate that the broker showed. */
  shown: string
}

type Asked = Omit<https.RequestOptions, 'headers'> & { headers?: Record<string, string> }

/** One request on a connection of its own, or on the agent's of `options`. */
export function ask(url: string, options: Asked, body?: unknown): Promise<Answered> {
  return new Promise((done, failed) => {
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }) }
    const all = { agent: false as const, ...options, headers: { ...headers, ...options.headers } }
    const request = https.request(url, all, (answer) => {
      const { fingerprint256: shown } = (answer.socket as TLSSocket).getPeerCertificate()
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => {
        const json = /json/.test(answer.headers['content-type'] ?? '')
        const parsed: unknown = json ? JSON.parse(text) : text
        done({ status: answer.statusCode!, headers: answer.headers, body: parsed, shown })
      })
      answer.on('error', failed)
    })
    request.on('error', failed)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
