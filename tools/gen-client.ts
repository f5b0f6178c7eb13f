// What the client needs of the contract: its routes at run time, and types in which a default need not be given.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Document, isRead, type Operation, operationsOf } from '../openapi/document.ts'
import { bin } from './gen-contract.ts'

const bundle = resolve(import.meta.dirname, '../openapi/generated/openapi.json')

export async function client(): Promise<Map<string, string>> {
  const document = JSON.parse(await readFile(bundle, 'utf8')) as Document
  return new Map([
    ['openapi/generated/client/routes.ts', routes(document)],
    ['openapi/generated/client/types.ts', await types()],
  ])
}

/** types.ts says what a handler sees, defaults filled in; here a property with a default is optional. */
async function types(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-gen-'))
  try {
    const output = join(folder, 'types.ts')
    const options = ['--default-non-nullable', 'false', '--output', output]
    await bin('openapi-typescript', 'openapi-typescript', [bundle, ...options], 'openapi')
    return await readFile(output, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function routes(document: Document): string {
  const rows = operationsOf(document).map(
    (operation) => `  ${operation.operationId}: ${JSON.stringify(route(operation))},`,
  )
  return [
    '// This file was auto-generated from openapi.json. Do not make direct changes to the file.',
    'export const routes = {',
    ...rows,
    '} as const',
    '',
  ].join('\n')
}

/**
 * `keyed`: takes an Idempotency-Key, so that repeating it is safe; `reads`: it changes nothing, so it is anyhow.
 * `answer`: the media type of success, if any. `stream`: the answer is events, one after the other.
 */
function route(operation: Operation): object {
  const { method, path, parameters, success } = operation
  const keyed = parameters.some(
    ({ in: where, name }) => where === 'header' && name === 'idempotency-key',
  )
  const answer = Object.keys(success.content ?? {})[0] ?? null
  const stream = operation['x-stream'] ?? false
  return { method: method.toUpperCase(), path, keyed, reads: isRead(operation), answer, stream }
}
