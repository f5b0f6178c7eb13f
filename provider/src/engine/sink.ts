// Where a secret can be delivered instead of into the state; the engine knows no place by name.
import type { ObjectValue } from '../wire/values.ts'
import { objectType } from './model.ts'
import type { Attribute } from './model.ts'

/** What is delivered, and whose: the id tells one delivery from another at the same place. */
export interface Delivery {
  id: string
  secret: string
}

/** Each throws a Failure; `at` is what the configuration says of the place. */
export interface Sink {
  /** Refuses what `deliver` would, before there is a secret. */
  probe(at: ObjectValue): Promise<void>
  deliver(at: ObjectValue, delivery: Delivery): Promise<void>
  /** Whether what was delivered is still there as it was. */
  holds(at: ObjectValue, id: string): Promise<boolean>
  /** Takes away what was delivered, and nothing else. */
  withdraw(at: ObjectValue, id: string): Promise<void>
  /** The place in words: `Secret agents/reeve`. */
  nameOf(at: ObjectValue): string
}

/** The attribute that names the place: one of several kinds. */
export const deliverTo = 'deliver_to'

export function deliverToAttribute(secret: string, sinks: Record<string, Attribute[]>): Attribute {
  const names = Object.keys(sinks)
  const attributes = names.map((name): Attribute => {
    const nested = { mode: 'single' as const, attributes: sinks[name]! }
    const description = `A ${name.replaceAll('_', ' ')}.`
    return {
      name,
      description,
      type: objectType(nested.attributes),
      nested,
      ...(names.length === 1 ? { required: true } : { optional: true }),
    }
  })
  return {
    name: deliverTo,
    description:
      `Where \`${secret}\` is delivered when it is created, instead of into the state: there it is null then. ` +
      'A change of it makes another secret, save that one which is in the state is moved out.',
    type: objectType(attributes),
    nested: { mode: 'single', attributes },
    optional: true,
  }
}
