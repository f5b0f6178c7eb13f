// The calls about lists: decode, let the engine answer, encode.
import type { RpcHandlers } from '../wire/messages.ts'
import { toWire } from './diagnostics.ts'
import { listAttributes, listings, listResource } from './query.ts'
import { answered, failureOf, objectFrom } from './session.ts'
import type { Session } from './session.ts'
import { validate } from './validate.ts'

type Calls = Pick<RpcHandlers, 'ValidateListResourceConfig' | 'ListResource'>

export function listCalls(session: Session): Calls {
  const { log, model } = session
  const sourceOf = (name: string) => listings(model)[name] ?? session.dataSource(name)
  return {
    ValidateListResourceConfig: ({ type_name, config }) =>
      answered(log, () => {
        const attributes = listAttributes(sourceOf(type_name))
        const values = objectFrom(config, attributes) ?? {}
        return { diagnostics: validate(attributes, values).map(toWire) }
      }),
    async *ListResource(request) {
      const { type_name, config } = request
      try {
        const source = sourceOf(type_name)
        const values = objectFrom(config, listAttributes(source)) ?? {}
        const resource = session.resource(type_name)
        yield* listResource(session.client(), resource, source, values, request)
      } catch (error) {
        yield { diagnostic: failureOf(log, error) }
      }
    },
  }
}
