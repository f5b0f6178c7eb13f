// The packed package, used by a small project that knows nothing of this repository.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker } from '../support/broker.ts'
import { serve } from '../support/http-server.ts'
import { tenantWithToken } from '../support/work.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const examples = resolve(root, 'examples/client')
const strict = {
  strict: true,
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'dom'],
}
let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'reeve outside '))
  await tsc(root, '-b', 'openapi')
  await run('npm', ['pack', '--pack-destination', project, '--ignore-scripts', '-w', 'openapi'], {
    cwd: root,
  })
  const { dependencies } = JSON.parse(await readFile(join(root, 'openapi/package.json'), 'utf8'))
  await write('package.json', {
    name: 'outside',
    private: true,
    type: 'module',
    dependencies: {
      '@reeve/openapi': 'file:reeve-openapi-0.1.0.tgz',
      ...(await installed(['@types/node', ...Object.keys(dependencies)])),
    },
  })
  await run('npm', ['install', '--offline', '--ignore-scripts', '--install-links'], {
    cwd: project,
  })
  await write('tsconfig.json', { compilerOptions: { ...strict, types: [] }, include: ['*.ts'] })
})

afterAll(() => rm(project, { recursive: true, force: true }))

test('an outside project compiles under strict and nodenext, and runs', async () => {
  await write('main.ts', program('slug'))
  await tsc(project, '-p', '.')
  const page = JSON.stringify({ items: [{ slug: 'acme' }, { slug: 'globex' }], next_cursor: null })
  await using broker = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(page)
  })
  const { stdout } = await run(process.execPath, ['main.js', broker.url], { cwd: project })
  expect(stdout).toBe('acme\nglobex\n412\n')
})

test('a misspelt property does not compile', async () => {
  await write('main.ts', program('slog'))
  const { stdout } = await tsc(project, '-p', '.').catch((error: { stdout: string }) => error)
  expect(stdout).toMatch(/^main\.ts\(5,\d+\): error TS\d+: Property 'slog' does not exist/)
  expect(stdout.match(/error TS/g)).toHaveLength(1)
})

test('what the client imports is there in a browser too', async () => {
  const seen = await imports(join(project, 'node_modules/@reeve/openapi/dist/client.js'))
  expect(seen).toEqual(new Set(['openapi-fetch']))
})

test(
  'the examples and the code of the README compile there, and the examples run',
  { timeout: 180_000 },
  async () => {
    const folder = join(project, 'examples')
    await mkdir(folder)
    const names = (await readdir(examples)).filter((name) => name.endsWith('.ts'))
    for (const name of names) await cp(join(examples, name), join(folder, name))
    const readme = await readFile(join(project, 'node_modules/@reeve/openapi/README.md'), 'utf8')
    const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)
    expect(blocks.length).toBeGreaterThan(3)
    for (const [index, code] of blocks.entries()) await write(`examples/readme-${index}.ts`, code)
    await write('examples/tsconfig.json', { compilerOptions: { ...strict, types: ['node'] } })
    await tsc(project, '-p', 'examples')

    await using broker = await startBroker()
    const token = await tenantWithToken(broker, 'acme')
    await using _agent = startAgent(broker, token)
    const env = { ...process.env, REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken }
    const said: Record<string, string> = {}
    for (const name of names) {
      const file = join('examples', name.replace(/ts$/, 'js'))
      said[name] = (await run(process.execPath, [file], { cwd: project, env })).stdout
    }
    expect(said).toEqual({
      'abort.ts': 'status\nTimeoutError\ncancelled\n',
      'follow.ts': expect.stringMatching(
        /^is queued\n(is .*\n)+says pack\nsays ship\n(is .*\n)?ended completed\n$/,
      ),
      'list.ts': '2 and there are more\nfree 2\nstarter 5\npro 10\nenterprise 50\n',
      'problems.ts': 'there is none\n/slug\nnobody answers\n',
      'submit.ts': 'completed 42\n',
    })
  },
)

test('the package holds no tests and no sources', async () => {
  const { stdout } = await run('tar', ['-tzf', 'reeve-openapi-0.1.0.tgz'], { cwd: project })
  const files = stdout.trim().split('\n')
  expect(files).toContain('package/generated/openapi.json')
  expect(files.filter((file) => /\.test\.|(?<!\.d)\.ts$|tsbuildinfo/.test(file))).toEqual([])
})

const program = (property: string) => `import { problems } from '@reeve/openapi'
import { createClient, itemsOf } from '@reeve/openapi/client'
declare const process: { argv: string[] }
const api = createClient({ url: process.argv[2]!, token: 'reeve_x' })
for await (const tenant of itemsOf(api.listTenants)) console.log(tenant.${property})
console.log(problems.stale.status)
`

async function write(name: string, content: string | object): Promise<void> {
  await writeFile(
    join(project, name),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
}

function tsc(cwd: string, ...args: string[]) {
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd })
}

/** The packages with all that they need, from this checkout: there may be no network. */
async function installed(names: string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const folder = join(root, 'node_modules', name)
    const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    Object.assign(found, await installed(Object.keys(dependencies)), { [name]: `file:${folder}` })
  }
  return found
}

/** The packages a module needs, through all its relative imports. */
async function imports(file: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const [, name] of (await readFile(file, 'utf8')).matchAll(/(?:from|import) '([^']+)'/g)) {
    if (!name!.startsWith('.')) found.add(name!)
    else for (const inner of await imports(resolve(dirname(file), name!))) found.add(inner)
  }
  return found
}
