// Programs that issue credentials for Kubernetes (`exec` of a kubeconfig's user), as clouds bring them.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { refuse } from '../engine/diagnostics.ts'

export interface Plugin {
  apiVersion?: string
  command: string
  args?: string[] | null
  env?: { name: string; value: string }[] | null
  provideClusterInfo?: boolean
}
export interface Issued {
  token?: string
  clientCertificateData?: string
  clientKeyData?: string
}

const patience = 60_000

export async function runPlugin(
  plugin: Plugin,
  cluster: Record<string, unknown>,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Issued> {
  const { apiVersion = 'client.authentication.k8s.io/v1', command, args } = plugin
  const { folder: _, ...shown } = cluster
  const spec = { interactive: false, ...(plugin.provideClusterInfo && { cluster: shown }) }
  const info = { apiVersion, kind: 'ExecCredential', spec }
  const more = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]))
  // a name without a slash is looked for on the PATH, else it is a file beside the kubeconfig
  const program = command.includes('/') ? resolve(folder, command) : command
  try {
    const { stdout } = await promisify(execFile)(program, args ?? [], {
      env: { ...env, ...more, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      timeout: patience,
    })
    return (JSON.parse(stdout) as { status?: Issued }).status ?? {}
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return refuse(
      'Kubernetes cannot be reached',
      `${command}, which the kubeconfig names for credentials, failed${code ? ` (${code})` : ''}.`,
    )
  }
}
