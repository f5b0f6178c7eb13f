// openapi.json from openapi.yaml and resources/*, and the TypeScript types from openapi.json.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)

export async function contract(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-gen-'))
  try {
    const bundle = join(folder, 'openapi.json')
    await bin('@redocly/cli', 'redocly', [
      'bundle',
      'openapi/openapi.yaml',
      '--config',
      'openapi/redocly.yaml',
      '--output',
      bundle,
    ])
    const types = join(folder, 'types.ts')
    await bin('openapi-typescript', 'openapi-typescript', [bundle, '--output', types], 'openapi')
    const document = JSON.parse(await readFile(bundle, 'utf8')) as object
    return new Map([
      ['openapi/generated/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
      ['openapi/generated/types.ts', await readFile(types, 'utf8')],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a package's command with this Node, as the room `from` sees it. */
export async function bin(
  name: string,
  command: string,
  args: string[],
  from = '.',
): Promise<void> {
  const manifest = createRequire(resolve(root, from, 'package.json')).resolve(
    `${name}/package.json`,
  )
  const { bin: bins } = JSON.parse(await readFile(manifest, 'utf8')) as {
    bin: string | Record<string, string>
  }
  const script = typeof bins === 'string' ? bins : bins[command]!
  await run(process.execPath, [resolve(manifest, '..', script), ...args], { cwd: root })
}
