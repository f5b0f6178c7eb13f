// What a plan says beside its plan: what the broker would answer to it.
import type { Draft, Message, RpcAnswer } from '../wire/messages.ts'
import { toWire } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import { objectType } from './model.ts'
import { objectFrom } from './session.ts'
import type { Session } from './session.ts'

/** Only what changes is asked about. Whatever goes wrong with asking is no mistake in the plan. */
export async function tried(
  session: Session,
  { type_name, config, prior_state }: Message<'PlanResourceChange.Request'>,
  { planned_state, requires_replace = [] }: RpcAnswer<'PlanResourceChange'>,
): Promise<Draft<'Diagnostic'>[]> {
  const trials = session.trials()
  if (!trials) return []
  const resource = session.resource(type_name)
  const valuesOf = (value?: Draft<'DynamicValue'>) =>
    objectFrom(value as Message<'DynamicValue'> | undefined, resource.attributes)
  const [prior, planned] = [valuesOf(prior_state), valuesOf(planned_state)]
  if (isEqual(prior, planned, objectType(resource.attributes))) return []
  const change = { config: valuesOf(config) ?? {}, prior, planned }
  try {
    const replaces = requires_replace.length > 0
    return (await trials.of(resource, { ...change, replaces })).map(toWire)
  } catch (error) {
    session.log('debug', 'a change could not be tried', { type_name, error: String(error) })
    return []
  }
}
