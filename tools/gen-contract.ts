// openapi.json from openapi.yaml and resources/*, and the TypeScript types from openapi.json.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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
    const document = withoutParameters(JSON.parse(await readFile(bundle, 'utf8')) as Bundle)
    await writeFile(bundle, JSON.stringify(document))
    const types = join(folder, 'types.ts')
    await bin('openapi-typescript', 'openapi-typescript', [bundle, '--output', types], 'openapi')
    return new Map([
      ['openapi/generated/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
      ['openapi/generated/types.ts', await readFile(types, 'utf8')],
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Place = { parameters?: Array<{ $ref?: string }> }

interface Bundle {
  paths: Record<string, Record<'get' | 'post' | 'put' | 'delete', Place> & Place>
  components: { parameters: Record<string, object> } & Record<string, object>
}

/**
 * Puts each parameter where it is referred to. Generators make a type of every component, and that of a parameter called
 * like a schema (`tenant`, `Tenant`) would have the schema's name.
 */
function withoutParameters({ components, ...bundle }: Bundle): object {
  const { parameters, ...rest } = components
  const places = Object.values(bundle.paths).flatMap((item) => [
    item,
    item.get,
    item.post,
    item.put,
    item.delete,
  ])
  for (const place of places) {
    if (place?.parameters === undefined) continue
    place.parameters = place.parameters.map((one) =>
      one.$ref === undefined ? one : { ...parameters[one.$ref.split('/').at(-1)!] },
    )
  }
  return { ...bundle, components: rest }
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
