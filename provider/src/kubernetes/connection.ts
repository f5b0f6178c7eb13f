// Where a Kubernetes API is and who asks: from the environment, a kubeconfig file, or the pod this runs in.
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fromKubeconfig } from './kubeconfig.ts'
import { only, readOrRefuse, serverAt } from './told.ts'
import type { Connection } from './told.ts'

const account = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The first that says anything. The variables are those of the Kubernetes provider, so that one environment does for both. */
export async function connectionOf(
  given: { kubeconfig: string | null; context: string | null },
  env: NodeJS.ProcessEnv,
): Promise<Connection> {
  const context = given.context ?? env['KUBE_CTX']
  const own = given.kubeconfig
  if (own) return fromKubeconfig([own], context, env)
  if (env['KUBE_HOST']) return fromEnvironment(env)
  const named = (env['KUBE_CONFIG_PATH'] ?? env['KUBECONFIG'])?.split(delimiter).filter(Boolean)
  if (named?.length) return fromKubeconfig(named, context, env)
  if (env['KUBERNETES_SERVICE_HOST']) return fromPod(env)
  return fromKubeconfig([join(env['HOME'] ?? homedir(), '.kube', 'config')], context, env)
}

function fromEnvironment(env: NodeJS.ProcessEnv): Connection {
  const pem = (name: string) => env[name]?.replaceAll('\\n', '\n')
  return {
    server: serverAt(env['KUBE_HOST']!, 'KUBE_HOST'),
    token: env['KUBE_TOKEN'],
    tls: only({
      ca: pem('KUBE_CLUSTER_CA_CERT_DATA'),
      cert: pem('KUBE_CLIENT_CERT_DATA'),
      key: pem('KUBE_CLIENT_KEY_DATA'),
      servername: env['KUBE_TLS_SERVER_NAME'],
      rejectUnauthorized: env['KUBE_INSECURE'] === 'true' ? false : undefined,
    }),
  }
}

async function fromPod(env: NodeJS.ProcessEnv): Promise<Connection> {
  const [host, port] = [env['KUBERNETES_SERVICE_HOST']!, env['KUBERNETES_SERVICE_PORT'] ?? '443']
  const [ca, token] = await Promise.all([
    readOrRefuse(join(account, 'ca.crt')),
    readOrRefuse(join(account, 'token')),
  ])
  return {
    server: serverAt(`https://${host.includes(':') ? `[${host}]` : host}:${port}`, 'the pod'),
    token: token.toString().trim(),
    tls: { ca },
  }
}
