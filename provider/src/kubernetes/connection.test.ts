// Every way in which a Kubernetes API can be named, and what is said when none does.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectionOf } from './connection.ts'

const folder = mkdtempSync(join(tmpdir(), 'reeve-kubeconfig-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const none = { kubeconfig: null, context: null }

/** A file with a user of each kind; `how` is the current context. */
function written(name: string, how: string, users: Record<string, string>): string {
  const file = join(folder, name)
  const kinds = Object.keys(users)
  const contexts = kinds.map((it) => `  - { name: ${it}, context: { cluster: c, user: ${it} } }`)
  const said = kinds.map((it) => `  - name: ${it}\n    user: ${users[it]}`)
  const cluster = '{ server: "https://c:6443/base", certificate-authority: ca.pem }'
  writeFileSync(
    file,
    [
      `current-context: ${how}`,
      'contexts:',
      ...contexts,
      'clusters:',
      `  - { name: c, cluster: ${cluster} }`,
      'users:',
      ...said,
      '',
    ].join('\n'),
  )
  return file
}
writeFileSync(join(folder, 'ca.pem'), 'the authority')
writeFileSync(join(folder, 'token'), 'from-a-file\n')
const program = join(folder, 'issue')
writeFileSync(
  program,
  '#!/bin/sh\necho "{\\"status\\": {\\"token\\": \\"issued-$1-$MORE-${#KUBERNETES_EXEC_INFO}\\"}}"\n',
)
chmodSync(program, 0o755)
const file = written('config', 'plain', {
  plain: '{ token: plain-token }',
  filed: '{ tokenFile: token }',
  issued: '{ exec: { command: ./issue, args: [a], env: [{ name: MORE, value: b }] } }',
  broken: '{ exec: { command: ./nothing } }',
})

test('a kubeconfig says it by its context, with files beside it', async () => {
  const found = await connectionOf(none, { KUBE_CONFIG_PATH: file })
  expect(found).toMatchObject({ token: 'plain-token', tls: { ca: Buffer.from('the authority') } })
  expect(found.server.href).toBe('https://c:6443/base')
  const other = { kubeconfig: null, context: 'filed' }
  expect(await connectionOf(other, { KUBECONFIG: file })).toMatchObject({ token: 'from-a-file' })
  const own = { kubeconfig: file, context: null }
  const env = { KUBE_CTX: 'filed', KUBE_HOST: 'https://elsewhere' }
  expect(await connectionOf(own, env)).toMatchObject({ token: 'from-a-file' })
})

test('a program issues the credential, and is told what for', async () => {
  const env = { ...process.env, KUBE_CONFIG_PATH: file, KUBE_CTX: 'issued' }
  const { token } = await connectionOf(none, env)
  expect(token).toMatch(/^issued-a-b-[1-9]\d+$/)
  await expect(connectionOf(none, { ...env, KUBE_CTX: 'broken' })).rejects.toMatchObject({
    diagnostics: [{ detail: expect.stringContaining('./nothing') as string }],
  })
})

test('the environment says it, or the pod, or nothing', async () => {
  const env = { KUBE_HOST: 'https://h', KUBE_TOKEN: 't', KUBE_CLUSTER_CA_CERT_DATA: 'a\\nb' }
  expect(await connectionOf(none, env)).toMatchObject({ token: 't', tls: { ca: 'a\nb' } })
  const insecure = await connectionOf(none, { ...env, KUBE_INSECURE: 'true' })
  expect(insecure.tls.rejectUnauthorized).toBe(false)
  const said = async (more: NodeJS.ProcessEnv, context: string | null = null) =>
    connectionOf({ kubeconfig: null, context }, more).then(
      () => '',
      (error: { diagnostics: { detail: string }[] }) => error.diagnostics[0]!.detail,
    )
  expect(await said({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toContain('serviceaccount')
  expect(await said({ HOME: folder })).toContain(join('.kube', 'config'))
  expect(await said({ KUBE_CONFIG_PATH: file }, 'nobody')).toContain('has no context nobody')
  expect(await said({ KUBE_CONFIG_PATH: join(folder, 'token') })).toContain('not a kubeconfig')
})
