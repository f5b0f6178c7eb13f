// The calls about ephemeral resources: decode, let the engine answer, encode.
import type { Draft, RpcHandlers } from '../wire/messages.ts'
import { toWire } from './diagnostics.ts'
import { validateEphemeral } from './ephemeral-attributes.ts'
import { close, foreseen, isDue, open, renew } from './ephemeral.ts'
import type { Held } from './ephemeral.ts'
import { answered, dynamic, objectFrom } from './session.ts'
import type { Session } from './session.ts'
import { validate } from './validate.ts'

type Calls = Pick<
  RpcHandlers,
  | 'ValidateEphemeralResourceConfig'
  | 'OpenEphemeralResource'
  | 'RenewEphemeralResource'
  | 'CloseEphemeralResource'
>

export function ephemeralCalls(session: Session): Calls {
  const { log } = session
  return {
    ValidateEphemeralResourceConfig: ({ type_name, config }) =>
      answered(log, () => {
        const thing = session.ephemeral(type_name)
        const values = objectFrom(config, thing.attributes) ?? {}
        const found = [...validate(thing.attributes, values), ...validateEphemeral(thing, values)]
        return { diagnostics: found.map(toWire) }
      }),
    OpenEphemeralResource: ({ type_name, config }) =>
      answered(log, async () => {
        const thing = session.ephemeral(type_name)
        const values = objectFrom(config, thing.attributes) ?? {}
        if (!isDue(values)) return { result: dynamic(foreseen(thing, values), thing.attributes) }
        const opened = await open(session.client(), thing, values, session.keyOf)
        return {
          result: dynamic(opened.result, thing.attributes),
          private: Buffer.from(JSON.stringify(opened.held)),
          renew_at: timestamp(opened.renewAt),
          diagnostics: opened.diagnostics.map(toWire),
        }
      }),
    RenewEphemeralResource: ({ private: held }) =>
      answered(log, async () => {
        const { renewAt } = await renew(session.client(), heldIn(held))
        return { private: held, renew_at: timestamp(renewAt) }
      }),
    CloseEphemeralResource: ({ private: held }) =>
      answered(log, async () => {
        await close(session.client, heldIn(held))
        return {}
      }),
  }
}

/** Nothing is held of what was not minted. */
function heldIn(bytes: Uint8Array): Held {
  return bytes.length === 0
    ? { item: '' }
    : (JSON.parse(Buffer.from(bytes).toString('utf8')) as Held)
}

function timestamp(at: Date | undefined): Draft<'Timestamp'> | undefined {
  if (!at) return undefined
  const seconds = Math.floor(at.getTime() / 1000)
  return { seconds, nanos: (at.getTime() % 1000) * 1_000_000 }
}
