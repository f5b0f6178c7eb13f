// The provider as one file that starts fast: the engine, the wire and the resources of a contract.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { document } from '@reeve/openapi'
import { build } from 'esbuild'
import { deriveModel, type Row } from '../engine/derive.ts'
import type { Document } from '../engine/property.ts'
import { rows } from '../resources.ts'

export interface Source {
  document: Document
  rows: Row[]
}
export const contract: Source = { document, rows }

export const room = fileURLToPath(new URL('../..', import.meta.url))

export async function versionOf(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(room, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** CommonJS, which starts a few milliseconds sooner than modules do on Node 20. */
export async function bundle(source: Source = contract): Promise<string> {
  const model = JSON.stringify(deriveModel(source.document, source.rows))
  const { outputFiles } = await build({
    entryPoints: [join(room, 'src/main.ts')],
    bundle: true,
    write: false,
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
  })
  return outputFiles[0]!.text
}

/** Beside it a package.json, or a `"type": "module"` further up would make Node refuse a file without extension. */
export async function writeProgram(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(join(dirname(file), 'package.json'), '{ "type": "commonjs" }\n')
  await writeFile(file, text)
  await chmod(file, 0o755)
}
