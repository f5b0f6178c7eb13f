// How answers are written: each by its schema of the contract, which leaves out whatever the contract does not name.
import { document } from '@reeve/openapi'
import fastJsonStringify, { type Schema } from 'fast-json-stringify'
import type { FastifyInstance } from 'fastify'

type Write = (answer: unknown) => string

/** A broker that starts has more than a hundred of them, and a process may start several: each is made when it is needed. */
export function installSerializers(app: FastifyInstance): void {
  app.setSerializerCompiler(({ schema }) => {
    let write: Write | undefined
    return (answer) => (write ??= serializerOf(schema as Schema))(answer)
  })
}

const made = new Map<string, Write>()

function serializerOf(schema: Schema): Write {
  const key = JSON.stringify(schema)
  const write = made.get(key) ?? fastJsonStringify(schema, { schema: { openapi: around(key) } })
  made.set(key, write)
  return write
}

/** Of the document only what the schema leads to: all of it would be looked through for each. */
function around(text: string) {
  const schemas: Record<string, object | undefined> = {}
  const left = namesIn(text)
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (name in schemas) continue
    schemas[name] = document.components.schemas[name]
    left.push(...namesIn(JSON.stringify(schemas[name])))
  }
  return { type: 'object' as const, $id: 'openapi', components: { schemas } }
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!)
