// The provider as one file that starts fast: the engine, the wire and the resources of a contract.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { document } from '@reeve/openapi'
import { build as esbuild, type BuildOptions } from 'esbuild'
import type { ActionRow } from '../engine/actions.ts'
import { deriveModel, type Row } from '../engine/derive.ts'
import type { Document } from '../engine/property.ts'
import { actions } from '../actions.ts'
import { rows } from '../resources.ts'

export interface Source {
  document: Document
  rows: Row[]
  actions?: ActionRow[]
}
export const contract: Source = { document, rows, actions }

export const room = fileURLToPath(new URL('../..', import.meta.url))

export async function versionOf(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(room, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

export async function bundle(source: Source = contract): Promise<string> {
  return (await build(source)).text
}

export interface Built {
  text: string
  /** The folders of others' packages that are in it. */
  packages: string[]
}

/** CommonJS, which starts a few milliseconds sooner than modules do on Node 20. */
export async function build(source: Source = contract, more: BuildOptions = {}): Promise<Built> {
  const model = JSON.stringify(deriveModel(source.document, source.rows, source.actions))
  const { outputFiles, metafile } = await esbuild({
    entryPoints: [join(room, 'src/main.ts')],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: room,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    conditions: ['source'],
    banner: { js: '#!/usr/bin/env node' },
    define: {
      REEVE_MODEL: JSON.stringify(model),
      REEVE_VERSION: JSON.stringify(await versionOf()),
    },
    ...more,
  })
  return { text: outputFiles![0]!.text, packages: packagesIn(Object.keys(metafile!.inputs)) }
}

function packagesIn(files: string[]): string[] {
  const folders = files.map((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0])
  return [...new Set(folders)].filter((folder) => folder !== undefined).toSorted()
}

/** Beside the program, or a `"type": "module"` further up would make Node refuse a file without extension. */
export const commonJs = {
  name: 'package.json',
  bytes: Buffer.from('{ "type": "commonjs" }\n'),
}

export async function writeProgram(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(join(dirname(file), commonJs.name), commonJs.bytes)
  await writeFile(file, text)
  await chmod(file, 0o755)
}
