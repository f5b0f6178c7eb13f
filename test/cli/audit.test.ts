// The audit trail by the command line: seen, exported, and verified with and without a broker.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cli, cli } from '../support/cli.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: OpenBroker
let shell: Cli
let offline: Cli
const inFolder = (name: string) => join(shell.folder, name)
const json = async (argv: string[]) =>
  JSON.parse((await shell.reeve([...argv, '--json'])).stdout) as Record<string, unknown>

beforeAll(async () => {
  broker = await startOpenBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
  offline = await cli()
  for (const slug of ['acme', 'globex']) {
    await shell.reeve(['tenant', 'create', '--slug', slug])
    await shell.reeve(['variable', 'create', '--tenant', slug, '--name', 'A', '--value', 'b'])
  }
  await until(async () => (await json(['audit', 'verify']))['last'] === 4)
  const { stdout } = await shell.reeve(['audit-keys', '--json'])
  await writeFile(inFolder('keys.json'), stdout)
  await shell.reeve(['audit', 'export', '--output', inFolder('trail')])
})
afterAll(async () => {
  for (const one of [offline, shell, broker]) await one[Symbol.asyncDispose]()
})

test('events are listed, narrowed and paged', async () => {
  const all = (await json(['audit', 'events'])) as unknown as Array<Record<string, unknown>>
  expect(all.map(({ operation }) => operation)).toEqual([
    ...['createVariable', 'createTenant', 'createVariable', 'createTenant'],
  ])
  const { stdout } = await shell.reeve(['audit', 'events', '--operation', 'createVariable'])
  expect(stdout.match(/createVariable/g)).toHaveLength(2)
  const ofOne = await json(['audit-event', 'list', '--tenant', 'acme'])
  expect(ofOne).toMatchObject([
    { operation: 'createVariable', target: expect.stringContaining('acme') },
  ])
  const { stderr } = await shell.reeve(['audit', 'events', '--limit', '1'])
  expect(stderr).toContain('There are more')
})

test('what the broker holds is verified by the broker', async () => {
  const { code, stdout } = await shell.reeve(['audit', 'verify'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Unbroken: 4 events \(1 to 4\), [01] checkpoints?; 0 not sealed yet\.\n$/)
})

test('an exported file is verified without a broker', async () => {
  expect((await stat(inFolder('trail'))).mode & 0o777).toBe(0o600)
  for (const keys of [inFolder('keys.json'), `${broker.url}/api/v1/audit-keys`]) {
    const argv = ['audit', 'verify', inFolder('trail'), '--keys', keys]
    const { code, stdout, stderr } = await offline.reeve(argv)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Unbroken: 4 events \(1 to 4\), [01] checkpoints?, signed at 20.* by /)
  }
  const stdin = await readFile(inFolder('trail'), 'utf8')
  const piped = await offline.reeve(['audit', 'verify', '-', '--trust-file-keys'], { stdin })
  expect(piped.code).toBe(0)
  expect(piped.stderr).toContain('whoever could write it')
})

test('a tenant’s file hides what is not the tenant’s, and is proved all the same', async () => {
  const { code, stdout } = await shell.reeve(['audit', 'export', '--tenant', 'acme'])
  expect(code).toBe(0)
  expect(stdout).toContain('/api/v1/tenants/acme/variables')
  expect(stdout).not.toContain('globex')
  expect(stdout).not.toContain('createTenant')
  const argv = ['audit', 'verify', '-', '--keys', inFolder('keys.json'), '--json']
  const verdict = await offline.reeve(argv, { stdin: stdout })
  expect(JSON.parse(verdict.stdout)).toMatchObject({ events: 4, broken: null })
})

test('a touched file is refused, by the line and the event', async () => {
  const text = await readFile(inFolder('trail'), 'utf8')
  const touched = text.replace('"createVariable"', '"deleteVariable"')
  const lines = text.split('\n')
  // Among the events there is a checkpoint wherever some were sealed before others.
  const at = lines.findIndex((line) => line.includes('"createVariable"'))
  const { id } = JSON.parse(lines[at]!) as { id: string }
  const keys = ['--keys', inFolder('keys.json')]
  const { code, stdout, stderr } = await offline.reeve(['audit', 'verify', '-', ...keys], {
    stdin: touched,
  })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `Broken at line ${at + 1}, event 2 (${id}): hash_mismatch, it is not what was sealed.\n`,
  )
  const events = lines.flatMap((line, index) => (line.includes('"operation"') ? index : []))
  const cut = lines.slice(0, events[2]! + 1).join('\n')
  const short = await offline.reeve(['audit', 'verify', '-', ...keys], { stdin: `${cut}\n` })
  expect(short).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('after event 3: truncated'),
  })
})

test('nobody’s signature counts unless it was said whose', async () => {
  const verify = (...more: string[]) =>
    offline.reeve(['audit', 'verify', inFolder('trail'), ...more])
  expect(await verify()).toMatchObject({ code: 2, stderr: expect.stringContaining('--keys FILE') })
  await writeFile(inFolder('none.json'), '{"keys":[]}')
  expect((await verify('--keys', inFolder('none.json'))).code).toBe(2)
  const other = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
  const kid = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
  await writeFile(inFolder('other.json'), JSON.stringify({ keys: [{ ...other, kid }] }))
  expect(await verify('--keys', inFolder('other.json'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('unknown_key'),
  })
  expect(
    await offline.reeve(['audit', 'verify', inFolder('no'), '--trust-file-keys']),
  ).toMatchObject({ code: 2, stderr: expect.stringContaining('ENOENT') })
})

test('a trail whose end was removed is exported as far as it goes', async () => {
  await broker.tables.client.query('delete from audit_event where sequence = 4')
  const { code, stderr } = await shell.reeve(['audit', 'export', '--output', inFolder('rest')])
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('missing') })
  const argv = ['audit', 'verify', inFolder('rest'), '--keys', inFolder('keys.json')]
  expect((await offline.reeve(argv)).stderr).toContain('after event 3: truncated')
  const { code: online, stderr: told } = await shell.reeve(['audit', 'verify'])
  expect({ online, told }).toMatchObject({
    online: 1,
    told: expect.stringContaining('event 4: gap'),
  })
})
