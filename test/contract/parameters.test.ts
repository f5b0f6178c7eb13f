// Bad paths, queries and headers: refused at their place; a misspelt filter never means "all".
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Parameter } from '@reeve/openapi'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { named, operations } from '../support/contract.ts'
import { furnish, wellMeant } from '../support/furnish.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

/** Texts that a parameter may not have. All is text here, so only its bounds and its form can be wrong. */
function wrongTexts({ schema }: Parameter): string[] {
  const wrong: string[] = []
  if (schema.type === 'integer')
    wrong.push(
      'x',
      '1.5',
      String((schema['minimum'] as number) - 1),
      String((schema['maximum'] as number) + 1),
    )
  if (schema.type === 'boolean') wrong.push('maybe')
  if (schema.enum) wrong.push('none-of-these')
  if (schema.format === 'uuid') wrong.push('no-uuid')
  if (schema.format === 'date-time') wrong.push('yesterday')
  if (schema['maxLength'] !== undefined) wrong.push('a'.repeat((schema['maxLength'] as number) + 1))
  if (schema['pattern'] !== undefined) wrong.push('off pattern')
  if ((schema['minLength'] as number) > 1) wrong.push('a')
  return wrong
}

test.each(named(operations))(
  '%s refuses parameters that it does not know or that are ill-formed',
  async (_, operation) => {
    const { path, made } = await furnish(broker, operation)
    const options = await wellMeant(broker, operation)
    const send = (to: string, headers: Record<string, string> = {}) =>
      broker.request(operation.method.toUpperCase(), to, { ...options, headers })
    const refusal = (where: string, pointer: string) => ({
      status: 400,
      body: {
        code: 'invalid-request',
        errors: expect.arrayContaining([expect.objectContaining({ in: where, pointer })]),
      },
    })
    expect(await send(`${path}?surprise=1`)).toMatchObject(refusal('query', '/surprise'))
    for (const parameter of operation.parameters) {
      const pointer = `/${parameter.name}`
      for (const wrong of wrongTexts(parameter)) {
        const about = `${parameter.in} ${parameter.name}=${wrong}`
        const text = encodeURIComponent(wrong)
        if (parameter.in === 'query')
          expect(await send(`${path}?${parameter.name}=${text}`), about).toMatchObject(
            refusal('query', pointer),
          )
        else if (parameter.in === 'header')
          expect(await send(path, { [parameter.name]: wrong }), about).toMatchObject(
            refusal('header', pointer),
          )
        else
          expect(
            await send(path.replace(keyOf(parameter, made[parameter.name]!), text)),
            about,
          ).toMatchObject(refusal('path', pointer))
      }
    }
  },
)

const keyOf = ({ schema }: Parameter, made: Record<string, unknown>): string =>
  String(schema.format === 'uuid' ? made['id'] : (made['slug'] ?? made['name']))
