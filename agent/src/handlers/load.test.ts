// What an agent loads at its start, and one sentence for each thing that is wrong.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '../errors.ts'
import { loadRunners } from './load.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-load-'))
  await writeFile(join(folder, 'fine.mjs'), 'export const fine = { type: "sum", run() {} }')
  await writeFile(join(folder, 'none.mjs'), 'export const nothing = { type: "nothing" }')
  await writeFile(join(folder, 'broken.mjs'), 'throw new Error("it needs a\\nlicence")')
})
afterAll(() => rm(folder, { recursive: true }))

const where = { url: 'http://127.0.0.1:1', tenant_host_suffix: null }

async function load(handlers: string[], exec_file: string | null = null) {
  const { runners, close } = await loadRunners({ handlers, exec_file, ...where }, folder)
  await close()
  return runners
}

async function fileOf(content: unknown): Promise<string> {
  const path = join(folder, 'exec.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('without settings there are scripts alone', async () => {
  expect([...(await load([])).keys()]).toEqual(['script'])
})

test('modules and tools bring types of their own', async () => {
  const list = { type: 'list', tool: 'ls', arguments: [] }
  const file = await fileOf([{ ...list, match: { kind: 'long' } }, list])
  const types = [...(await load(['./fine.mjs'], file)).keys()]
  expect(types).toEqual(expect.arrayContaining(['script', 'sum', 'list']))
})

test.each([
  [['./missing.mjs'], /^AGENT_HANDLERS names \.\/missing\.mjs, which cannot be loaded: .*missing/],
  [['@acme/missing'], /^AGENT_HANDLERS names @acme\/missing, which cannot be loaded: Cannot find/],
  [['./broken.mjs'], /cannot be loaded: it needs a\. Correct the name or the module\.$/],
  [['none.mjs'], /^AGENT_HANDLERS names none\.mjs, which exports no handler/],
  [
    ['./fine.mjs', 'fine.mjs'],
    /^Two handlers are for the job type sum: of \.\/fine\.mjs and of fine/,
  ],
])('handlers %j are refused in one sentence', async (handlers, sentence) => {
  const loading = load(handlers)
  await expect(loading).rejects.toThrow(ConfigError)
  await expect(loading).rejects.toThrow(sentence)
})

const tool = { type: 'list', tool: 'ls', arguments: ['{path}'] }

test.each([
  ['{', /cannot be read as JSON: /],
  [{}, /must hold a list of tools\.$/],
  [[7], /, entry 1: must be an object\.$/],
  [[tool, { type: 'x' }], /, entry 2: tool is missing\.$/],
  [[{ ...tool, shell: true }], /entry 1: shell is not known; there are type, match, tool/],
  [[{ ...tool, type: 'A b' }], /entry 1: type must be a job type\.$/],
  [[{ ...tool, arguments: '-l {path}' }], /arguments must be a list of texts\.$/],
  [[{ ...tool, environment: { A: 1 } }], /environment must be an object of texts/],
  [[{ ...tool, timeout_seconds: 0 }], /timeout_seconds must be a whole number from 1 to 7200/],
  [[{ ...tool, result: 'xml' }], /result must be json, text, lines or exit-code/],
  [[{ ...tool, exit_codes: [256] }], /exit_codes must be a list of exit codes/],
  [[{ ...tool, tool: 'no-such-tool' }], /no-such-tool is no program on this machine/],
  [[{ ...tool, tool: './ls' }], /\.\/ls is no program on this machine/],
  [[{ ...tool, tool: '/etc/passwd' }], /\/etc\/passwd is no program/],
  [
    [tool, { ...tool, match: { path: '/' } }],
    /entry 2: an earlier one takes all jobs of type list/,
  ],
  [[{ ...tool, match: { path: 1 } }], /match must be an object of texts/],
  [[{ ...tool, type: 'script' }], /^Two handlers are for the job type script: of the agent itself/],
])('the exec file %j is refused in one sentence', async (content, sentence) => {
  const loading = load([], await fileOf(content))
  await expect(loading).rejects.toThrow(ConfigError)
  await expect(loading).rejects.toThrow(sentence)
})
