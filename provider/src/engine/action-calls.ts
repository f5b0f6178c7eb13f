// The calls about actions: decode, let the engine answer, encode.
import type { RpcHandlers } from '../wire/messages.ts'
import { toWire } from './diagnostics.ts'
import { invoke } from './invoke.ts'
import { answered, deferred, failureOf, objectFrom } from './session.ts'
import type { Session } from './session.ts'
import { validate } from './validate.ts'

type Calls = Pick<RpcHandlers, 'ValidateActionConfig' | 'PlanAction' | 'InvokeAction'>

export function actionCalls(session: Session): Calls {
  const { log } = session
  return {
    ValidateActionConfig: ({ type_name, config }) =>
      answered(log, () => {
        const { attributes } = session.action(type_name)
        return {
          diagnostics: validate(attributes, objectFrom(config, attributes) ?? {}).map(toWire),
        }
      }),
    PlanAction: ({ action_type, client_capabilities }) =>
      answered(log, () => {
        session.action(action_type)
        return deferred(session, client_capabilities)
      }),
    async *InvokeAction({ action_type, config }, signal) {
      try {
        const action = session.action(action_type)
        const values = objectFrom(config, action.attributes) ?? {}
        const news = invoke(
          session.client(),
          action,
          values,
          AbortSignal.any([signal, session.stopped]),
        )
        for await (const message of news) yield { progress: { message } }
        yield { completed: {} }
      } catch (error) {
        yield { completed: { diagnostics: failureOf(log, error) } }
      }
    },
  }
}
