// TLS that follows its files: a new pair serves the next connection, a bad one is told and the old one stays.
import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import type { Logger } from 'pino'
import { type Material, readMaterial, refuseFilesWithoutTls, type TlsSettings } from './files.ts'

export interface Tls extends AsyncDisposable {
  mode: 'tls' | 'mtls'
  current: () => Material
  /** Is told each time the files changed for the better. */
  onChange: (listener: (material: Material) => void) => void
  /** Reads the files now. */
  look: () => Promise<void>
}

interface Rhythm {
  /** Also without a sign from the file system, which some network drives never give. */
  every_ms: number
  /** Several files change together. */
  settle_ms: number
}

const usual: Rhythm = { every_ms: 30_000, settle_ms: 100 }

/** Undefined with the mode `none`. Throws a ConfigError when the files cannot serve. */
export async function openTls(
  settings: TlsSettings,
  host: string,
  log: Logger,
  rhythm: Rhythm = usual,
): Promise<Tls | undefined> {
  refuseFilesWithoutTls(settings)
  const { mode } = settings
  if (mode === 'none') warnOfPlain(host, log)
  if (mode === 'none') return undefined
  let material = await readMaterial(settings)
  let told = ''
  warnOfEnd(material, log)
  const listeners = new Set<(material: Material) => void>()
  const look = async (): Promise<void> => {
    try {
      const fresh = await readMaterial(settings)
      told = ''
      if (fresh.digest === material.digest) return
      for (const listener of listeners) listener(fresh)
      material = fresh
      const until = fresh.ends.toISOString()
      log.info({ operation: 'tls', until }, 'new TLS files are in use')
      warnOfEnd(fresh, log)
    } catch (error) {
      const { message } = error as Error
      if (message !== told)
        log.error({ operation: 'tls' }, `the TLS files changed and cannot be used: ${message}`)
      told = message
    }
  }
  const close = follow(foldersOf(settings), look, rhythm, log)
  return {
    mode,
    current: () => material,
    onChange: (listener) => void listeners.add(listener),
    look,
    [Symbol.asyncDispose]: async () => close(),
  }
}

const ownMachine = /^(127(\.\d+){3}|::1|localhost)$/

function warnOfPlain(host: string, log: Logger): void {
  if (ownMachine.test(host)) return
  const words =
    'HTTP and gRPC are not encrypted, and other machines reach this address: set REEVE_TLS_MODE, or put what terminates TLS in front of both ports'
  log.warn({ operation: 'tls', host }, words)
}

function warnOfEnd({ ends }: Material, log: Logger): void {
  if (ends.getTime() > Date.now()) return
  const until = ends.toISOString()
  log.warn({ operation: 'tls', until }, 'the certificate in REEVE_TLS_CERT has expired')
}

/** Folders, not files: Kubernetes and most tools put a new file in the place of the old one. */
function foldersOf({ cert, key, client_ca }: TlsSettings): string[] {
  const paths = [cert, key, client_ca].filter((path) => path !== undefined)
  return [...new Set(paths.map((path) => dirname(path)))]
}

/** One look at a time; a sign during one leads to another after it. */
function follow(
  folders: string[],
  look: () => Promise<void>,
  { every_ms, settle_ms }: Rhythm,
  log: Logger,
): () => void {
  let settling: NodeJS.Timeout | undefined
  let last = Promise.resolve()
  const soon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined
      last = last.then(look)
    }, settle_ms).unref()
  }
  const watchers = folders.map((folder) => watchOf(folder, soon, log))
  const tick = setInterval(soon, every_ms).unref()
  return () => {
    for (const watcher of watchers) watcher?.close()
    clearInterval(tick)
    clearTimeout(settling)
  }
}

/** Where the file system gives no signs, the looks at fixed times remain. */
function watchOf(folder: string, changed: () => void, log: Logger): FSWatcher | undefined {
  const failed = (err: unknown) =>
    log.warn({ operation: 'tls', folder, err }, 'the folder gives no sign when it changes')
  try {
    return watch(folder, { persistent: false }, changed).on('error', failed)
  } catch (error) {
    failed(error)
    return undefined
  }
}
