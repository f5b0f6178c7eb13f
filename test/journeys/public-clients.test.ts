// Public generators make clients of the contract, and programs with these go once around a real broker: a tenant, its
// job, a refusal, and all of it gone. The generators come from their registries, which only who sets REEVE_TEST_REGISTRIES=1 asks;
// without them the tests are skipped.
import { execFile } from 'node:child_process'
import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { document, operationsOf } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

const root = resolve(import.meta.dirname, '../..')
const contract = join(root, 'openapi/generated/openapi.json')
const examples = join(root, 'examples/client')
const run = promisify(execFile)

type Run = (env: Record<string, string>) => Promise<string>
/** How to make and run a program, or why that is not possible here. */
type Program = { make: () => Promise<Run> } | { missing: string }

const work = await mkdtemp(join(tmpdir(), 'reeve-clients-'))
const asked = process.env['REEVE_TEST_REGISTRIES'] === '1'
const unasked = { missing: 'it asks the registries of Python and Go: set REEVE_TEST_REGISTRIES=1' }
const programs: Record<string, Program> = {
  Python: asked ? await python() : unasked,
  Go: asked ? await go() : unasked,
}

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await rm(work, { recursive: true, force: true })
})

for (const [language, program] of Object.entries(programs)) {
  const missing = 'missing' in program && program.missing
  const name = `a client for ${language}, made of the contract as it is, goes once around the broker`
  test.skipIf(missing)(missing ? `${name} – skipped: ${missing}` : name, async () => {
    const start = await (program as { make: () => Promise<Run> }).make()
    const said = await start({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
    const slug = language === 'Python' ? 'python' : 'gopher'
    expect(said.trim().split('\n')).toEqual([
      `tenant ${slug} on plan free`,
      'job script is queued',
      'refused: name-taken',
      'deleted: 204',
    ])
    const { body } = await broker.request('GET', '/api/v1/tenants')
    expect(body.items).toEqual([])
  })
}

async function python(): Promise<Program> {
  const room = join(root, 'node_modules/.cache/openapi-python-client')
  const bin = join(room, 'bin/python')
  const wanted = await readFile(join(examples, 'python/requirements.txt'), 'utf8')
  const found = await readFile(join(room, 'ready'), 'utf8').catch(() => '')
  if (found !== wanted) {
    await rm(room, { recursive: true, force: true })
    if (await fails(run('python3', ['-m', 'venv', room])))
      return { missing: 'there is no python3 with venv' }
    const asked = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '-r',
      join(examples, 'python/requirements.txt'),
    ]
    if (await unreachable(run(bin, asked))) return { missing: 'PyPI is not reachable' }
    await writeFile(join(room, 'ready'), wanted)
  }
  return {
    async make() {
      const made = join(work, 'python')
      const asked = [
        '--path',
        contract,
        '--config',
        join(examples, 'python/generator.yaml'),
        '--fail-on-warning',
      ]
      await mkdir(made)
      const where = ['--meta', 'none', '--output-path', join(made, 'reeve')]
      await run(bin, ['-m', 'openapi_python_client', 'generate', ...asked, ...where])
      await expectEvery((id) => access(join(made, 'reeve/api', folderOf(id), `${snake(id)}.py`)))
      await cp(join(examples, 'python/round_trip.py'), join(made, 'round_trip.py'))
      return async (env) =>
        (await run(bin, ['round_trip.py'], { cwd: made, env: { ...process.env, ...env } })).stdout
    },
  }
}

async function go(): Promise<Program> {
  const made = join(work, 'go')
  await cp(join(examples, 'go'), made, { recursive: true })
  const at = { cwd: made, env: { ...process.env, GOFLAGS: '-mod=readonly' } }
  if (await fails(run('go', ['version'], at))) return { missing: 'there is no go on the PATH' }
  const modules = ['oapi-codegen/v2', 'runtime'].map((name) => `github.com/oapi-codegen/${name}`)
  if (await unreachable(run('go', ['mod', 'download', ...modules], at)))
    return { missing: 'the Go modules are not reachable' }
  return {
    async make() {
      await mkdir(join(made, 'reeve'))
      await run('go', ['tool', 'oapi-codegen', '-config', 'generator.yaml', contract], at)
      const text = await readFile(join(made, 'reeve/client.go'), 'utf8')
      await expectEvery(async (id) => expect(text).toContain(`) ${pascal(id)}WithResponse(`))
      await run('go', ['vet', './...'], at)
      return async (env) =>
        (await run('go', ['run', '.'], { ...at, env: { ...at.env, ...env } })).stdout
    },
  }
}

/** No operation was left out. */
async function expectEvery(isThere: (operationId: string) => Promise<void>): Promise<void> {
  for (const { operationId } of operationsOf(document)) await isThere(operationId)
}

const folderOf = (id: string) =>
  operationsOf(document)
    .find(({ operationId }) => operationId === id)!
    .tags[0]!.replaceAll('-', '_')
const snake = (id: string) => id.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const pascal = (id: string) => id[0]!.toUpperCase() + id.slice(1)

async function fails(command: Promise<unknown>): Promise<boolean> {
  return command.then(
    () => false,
    () => true,
  )
}

/** Whether it failed for want of a network; fails itself when that was not why. */
async function unreachable(command: Promise<unknown>): Promise<boolean> {
  try {
    await command
    return false
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string }
    const network = /dial tcp|no such host|lookup |timed? ?out|connection|name resolution|proxy/i
    if (network.test(stderr)) return true
    throw error
  }
}
