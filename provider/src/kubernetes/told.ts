// What a connection to a Kubernetes API is made of, and how what is said of it is read.
import { readFile } from 'node:fs/promises'
import type { AgentOptions } from 'node:https'
import { refuse } from '../engine/diagnostics.ts'

export interface Connection {
  server: URL
  tls: AgentOptions
  token?: string | undefined
}

export function serverAt(address: string, where: string): URL {
  if (URL.canParse(address)) return new URL(address)
  return refuse(
    'The address of Kubernetes is not valid',
    `${where} says ${JSON.stringify(address)}.`,
  )
}

export async function readOrRefuse(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return refuse(
      'Kubernetes cannot be reached',
      `The file ${path} cannot be read: ${code}. Say where Kubernetes is with \`kubeconfig\`, KUBE_CONFIG_PATH, or ` +
        'KUBE_HOST and KUBE_TOKEN.',
    )
  }
}

/** Without what is not said. */
export function only(options: {
  [K in keyof AgentOptions]: AgentOptions[K] | undefined
}): AgentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
