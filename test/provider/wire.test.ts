// The program as Terraform meets it: who may connect, what is answered, and that it never stays behind.
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { ClientHttp2Session } from 'node:http2'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { makeIdentity } from '../../provider/src/wire/certificate.ts'
import {
  CallError,
  connectPlugin,
  exchange,
  identity,
  spawnProgram,
  startPlugin,
} from '../support/plugin.ts'
import { describeWithTerraform, finish, workspace } from '../support/terraform.ts'

const metadata = '/tfplugin6.Provider/GetMetadata'

/** The gRPC status of an empty call. */
async function statusOf(session: ClientHttp2Session, path: string): Promise<number> {
  try {
    for await (const _ of exchange(session, path));
    return 0
  } catch (error) {
    if (error instanceof CallError) return error.status
    throw error
  }
}

test('started by hand it says what it is', async () => {
  const { code, stderr } = await finish(await spawnProgram({ TF_PLUGIN_MAGIC_COOKIE: '' }))
  expect([code, stderr]).toEqual([1, expect.stringContaining('Terraform and OpenTofu start it')])
  const old = await finish(await spawnProgram({ PLUGIN_PROTOCOL_VERSIONS: '4,5' }))
  expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('protocol 6')])
})

test('the client it was told of may call, a stranger may not', async () => {
  await using plugin = await startPlugin()
  expect(await statusOf(plugin.session, metadata)).toBe(0)
  for (const stranger of [makeIdentity(), { ...identity, certificate: '', key: '' }]) {
    const refused = connectPlugin(plugin.socket, plugin.certificate, stranger).then((session) =>
      statusOf(session, metadata),
    )
    await expect(refused).rejects.toThrow()
  }
  expect((await stat(dirname(plugin.socket))).mode & 0o777).toBe(0o700)
})

test('what is not offered is UNIMPLEMENTED', async () => {
  await using plugin = await startPlugin()
  for (const path of [
    '/tfplugin6.Provider/GetStates',
    '/plugin.GRPCStdio/StreamStdio',
    '/x',
    '/a/__proto__',
  ]) {
    expect(await statusOf(plugin.session, path)).toBe(12)
  }
})

test('Shutdown ends it at once and leaves nothing behind', async () => {
  await using plugin = await startPlugin()
  expect(await statusOf(plugin.session, '/plugin.GRPCController/Shutdown')).toBe(0)
  plugin.session.close()
  expect(await plugin.ended).toBe(0)
  expect(existsSync(dirname(plugin.socket))).toBe(false)
})

test('it does not outlive a Terraform that was killed', async () => {
  await using plugin = await startPlugin()
  plugin.session.destroy()
  expect(await plugin.ended).toBe(0)
})

test('Ctrl-C is left to Terraform', async () => {
  await using plugin = await startPlugin()
  plugin.child.kill('SIGINT')
  expect(await statusOf(plugin.session, '/tfplugin6.Provider/StopProvider')).toBe(0)
})

function partsOf(document: unknown): Record<string, unknown> {
  const { provider_schemas } = document as {
    provider_schemas: Record<string, Record<string, unknown>>
  }
  return Object.values(provider_schemas)[0]!
}

describeWithTerraform('the schema', () => {
  test('that Terraform is told is the one that is checked in', async () => {
    await using work = await workspace()
    await work.write('')
    const { json } = await work.run('providers', 'schema', '-json')
    const file = new URL('../../provider/schema.json', import.meta.url)
    const [whole, said] = [JSON.parse(await readFile(file, 'utf8')), json].map(partsOf)
    // an older Terraform knows only some of its parts
    expect(Object.keys(said!)).toEqual(
      expect.arrayContaining(['provider', 'resource_schemas', 'data_source_schemas']),
    )
    for (const [part, schemas] of Object.entries(said!)) expect(schemas).toEqual(whole![part])
  })
})
