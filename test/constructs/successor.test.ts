// Under CDK Terrain, CDKTF's successor, by the alias that docs/constructs.md shows: the same program, the same stack.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withoutRemarks } from '../support/cdktf.ts'

const root = resolve(import.meta.dirname, '../..')
const { resolve: find } = createRequire(import.meta.url)
const folderOf = (name: string) => dirname(find(`${name}/package.json`))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-successor-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A project whose `cdktf` is the given package; the program is synthesised in it. */
function synthesised(cdktf: string, program: string): { version: string; stack: object } {
  const project = join(folder, `${cdktf}-${program.replaceAll('/', '-')}`)
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '@cdktf'), { recursive: true })
  mkdirSync(join(modules, '@reeve'))
  symlinkSync(folderOf(cdktf), join(modules, 'cdktf'))
  symlinkSync(folderOf('constructs'), join(modules, 'constructs'))
  const kubernetes = '@cdktf/provider-kubernetes'
  symlinkSync(folderOf(kubernetes), join(modules, kubernetes))
  symlinkSync(join(root, 'constructs'), join(modules, '@reeve/constructs'))
  copyFileSync(join(root, program), join(project, 'main.ts'))
  const tsx = join(folderOf('tsx'), 'dist/loader.mjs')
  const flags = ['--preserve-symlinks', '--preserve-symlinks-main', '--conditions=source']
  execFileSync(process.execPath, [...flags, '--import', tsx, 'main.ts'], { cwd: project })
  const read = (file: string) => {
    const text = readFileSync(join(project, 'cdktf.out', file), 'utf8')
    return JSON.parse(text.replaceAll(project, '.')) as object // the backend says where it keeps its state
  }
  const { stacks, version } = read('manifest.json') as {
    version: string
    stacks: Record<string, { synthesizedStackPath: string }>
  }
  const [{ synthesizedStackPath } = { synthesizedStackPath: '' }] = Object.values(stacks)
  return { version, stack: withoutRemarks(read(synthesizedStackPath)) }
}

test.each(['examples/quickstart/main.ts', 'test/constructs/kubernetes-program.ts'])(
  '%s means the same under both',
  (program) => {
    const [ours, theirs] = ['cdktf', 'cdktn'].map((each) => synthesised(each, program))
    expect(theirs!.version).not.toBe(ours!.version)
    expect(theirs!.stack).toEqual(ours!.stack)
  },
)
