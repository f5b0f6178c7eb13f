// A kubeconfig file as a connection: its context, cluster and user, as kubectl reads them.
import { dirname, resolve } from 'node:path'
import { refuse } from '../engine/diagnostics.ts'
import { only, readOrRefuse, serverAt } from './told.ts'
import type { Connection } from './told.ts'
import { runPlugin } from './credential-plugin.ts'
import type { Plugin } from './credential-plugin.ts'

type Fields = Record<string, string | undefined>
interface Named<T> {
  name: string
  [kind: string]: T | string
}
interface File {
  'current-context'?: string
  contexts?: Named<{ cluster: string; user: string }>[]
  clusters?: Named<Fields>[]
  users?: Named<Fields & { exec?: Plugin }>[]
}

export async function fromKubeconfig(
  paths: string[],
  wanted: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Connection> {
  const files = await Promise.all(paths.map(async (path) => ({ path, file: await parse(path) })))
  const name = wanted ?? files.find(({ file }) => file['current-context'])?.file['current-context']
  const find = <T>(kind: 'contexts' | 'clusters' | 'users', named: string | undefined) => {
    for (const { path, file } of files) {
      const entry = (file[kind] as Named<T>[] | undefined)?.find((it) => it.name === named)
      if (entry) return { folder: dirname(path), ...(entry[kind.slice(0, -1)] as T) }
    }
    const where = paths.join(', ')
    return refuse(
      'Kubernetes cannot be reached',
      `${where} has no ${kind.slice(0, -1)} ${String(named)}.`,
    )
  }
  const context = find<{ cluster: string; user: string }>('contexts', name)
  const cluster = find<Fields>('clusters', context.cluster)
  const user = find<Fields & { exec?: Plugin }>('users', context.user)
  const issued = user.exec ? await runPlugin(user.exec, cluster, user.folder, env) : {}
  const file = user['tokenFile']
  return {
    server: serverAt(cluster['server'] ?? '', paths.join(', ')),
    token:
      issued.token ??
      user['token'] ??
      (file && (await readOrRefuse(resolve(user.folder, file))).toString().trim()),
    tls: only({
      ca: await bytesOf(cluster, 'certificate-authority'),
      cert: issued.clientCertificateData ?? (await bytesOf(user, 'client-certificate')),
      key: issued.clientKeyData ?? (await bytesOf(user, 'client-key')),
      servername: cluster['tls-server-name'],
      rejectUnauthorized: isTrue(cluster['insecure-skip-tls-verify']) ? false : undefined,
    }),
  }
}

/** YAML's parser is the largest part of the program and seldom needed: it is started when it is. */
async function parse(path: string): Promise<File> {
  const text = (await readOrRefuse(path)).toString('utf8')
  const { parse: parseYaml } = await import('yaml')
  try {
    const file = parseYaml(text) as File | null
    if (typeof file === 'object' && file) return file
  } catch {
    // what it says may be a secret
  }
  return refuse('Kubernetes cannot be reached', `${path} is not a kubeconfig file.`)
}

/** `client-key-data` holds it in base64, `client-key` names its file, relative to this one. */
async function bytesOf(
  fields: Fields & { folder: string },
  name: string,
): Promise<Buffer | undefined> {
  const [data, path] = [fields[`${name}-data`], fields[name]]
  if (data) return Buffer.from(data, 'base64')
  return path ? readOrRefuse(resolve(fields.folder, path)) : undefined
}

const isTrue = (value: unknown): boolean => value === true
