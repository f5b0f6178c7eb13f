// What is minted for one command of Terraform: opened, watched, and ended if that was asked.
import { randomUUID } from 'node:crypto'
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { Failure, mistake, refuse } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Ephemeral, Json } from './model.ts'
import { fill, placeOf } from './place.ts'
import { planChange } from './plan.ts'
import { isGone, lookUp } from './read.ts'
import { asFailure, Refused } from './refusal.ts'
import { bodyFrom, stateFrom } from './translate.ts'

/** What Terraform keeps between opening and closing. It holds no secret. */
export interface Held {
  item: string
  end?: { method: 'POST' | 'DELETE'; path: string; body: boolean }
}
export interface Opened {
  result: ObjectValue
  held: Held
  /** When to look at it again. */
  renewAt?: Date | undefined
  diagnostics: Diagnostic[]
}

type Answer = Record<string, Json>

/** Whether something is to be minted now; if not, all that the broker would say is unknown. */
export function isDue(config: ObjectValue): boolean {
  return !Object.values(config).some(isUnknown) && config['applying'] !== false
}

/** As a plan sees it: the configuration with its defaults, the rest unknown. */
export function foreseen(thing: Ephemeral, config: ObjectValue): ObjectValue {
  return planChange(thing, config, null).planned
}

export async function open(
  client: Client,
  thing: Ephemeral,
  config: ObjectValue,
  keyOf: (text: string) => string,
): Promise<Opened> {
  const { place, given } = placeOf(thing, config) ?? noPlace(thing)
  const path = fill(place.collection!, given)
  const body = bodyFrom(thing.attributes, foreseen(thing, config), 'inCreate')
  const mint = (idempotencyKey: string) => client({ method: 'POST', path, body, idempotencyKey })
  const named = [thing.name, path, body, config['key'] ?? null]
  const { revoke_on_close } = config
  try {
    const { answer, again } = revoke_on_close
      ? { answer: await mint(randomUUID()), again: false }
      : await mintOnce(client, thing, config, body, (after) =>
          mint(keyOf(JSON.stringify([...named, after]))),
        )
    const values = { ...given, id: idOf(answer) }
    const end = thing.ends[place.item]!
    const held = { item: fill(place.item, values) }
    return {
      result: stateFrom(thing.attributes, answer, config),
      held: revoke_on_close ? { ...held, end: { ...end, path: fill(end.path, values) } } : held,
      renewAt: nextLook(answer),
      diagnostics: again ? [notAgain(thing, answer)] : [],
    }
  } catch (error) {
    throw asFailure(error, thing)
  }
}

const idOf = ({ id }: Answer): string => id as string

/**
 * The broker answers the same Idempotency-Key with the same secret for 24 hours, also when that has ended meanwhile:
 * then another is minted. After that, one of this name and just this description is taken for what was minted then.
 */
async function mintOnce(
  client: Client,
  thing: Ephemeral,
  config: ObjectValue,
  body: Answer,
  mint: (after: Json) => Promise<Answer>,
): Promise<{ answer: Answer; again: boolean }> {
  try {
    let answer = await mint(null)
    for (let count = 1; count < mostAttempts; count++) {
      const found = await lookUp(client, thing, { ...config, id: idOf(answer) })
      if (found && !isGone(thing, found)) break
      answer = await mint(idOf(answer))
    }
    return { answer, again: false }
  } catch (error) {
    const { key } = thing
    if (!key || !(error instanceof Refused) || error.problem.code !== 'name-taken') throw error
    const found = await lookUp(client, thing, { ...config, id: config[key]! })
    if (!found || isGone(thing, found) || !isAsAsked(found, body)) throw error
    return { answer: found, again: true }
  }
}

/** Ended ones in a row; one that lives for a second may have ended before it was looked at. */
const mostAttempts = 5

function isAsAsked(found: Answer, body: Answer): boolean {
  return Object.entries(body).every(
    ([name, value]) => spelled(found[name] ?? null) === spelled(value),
  )
}

/** The order of a set does not count. */
const spelled = (value: Json): string =>
  JSON.stringify(Array.isArray(value) ? value.map((it) => JSON.stringify(it)).toSorted() : value)

function notAgain({ noun, key }: Ephemeral, answer: Answer): Diagnostic {
  const name = JSON.stringify(answer[key!])
  return {
    severity: 'warning',
    summary: 'The secret is not shown again',
    detail:
      `The ${noun} ${name} was minted before, too long ago to be shown again: its secret is null now. What took it ` +
      `keeps it. To hand out another, change \`${key}\` together with the version of the write-only attribute that ` +
      'takes it.',
    path: [key!],
  }
}

/** Nothing can lengthen a life, but what ends early is told to whatever still waits for it. */
export async function renew(client: Client, { item }: Held): Promise<{ renewAt?: Date }> {
  const found = await client({ method: 'GET', path: item }).catch((error: unknown): Answer => {
    if (error instanceof Refused && error.problem.code === 'not-found') return { status: 'gone' }
    throw error instanceof Refused ? new Failure(mistake(error.message, error.call)) : error
  })
  if (found['status'] !== 'active') {
    refuse(
      'It is no longer accepted',
      `${item} is ${JSON.stringify(found['status'])} while Terraform still needs it.`,
    )
  }
  const renewAt = nextLook(found)
  return renewAt ? { renewAt } : {}
}

/** After three quarters of what is left of its life, but not more than once in some seconds. */
function nextLook({ expires_at }: Answer): Date | undefined {
  if (typeof expires_at !== 'string') return undefined
  const left = Date.parse(expires_at) - Date.now()
  return new Date(Date.now() + Math.max(left * 0.75, 5_000))
}

/** Nothing ends that was not asked to. */
export async function close(client: () => Client, { end }: Held): Promise<void> {
  if (!end) return
  const { method, path, body } = end
  try {
    const call = { method, path, ...(body && { body: {} }) }
    await client()({ ...call, ...(method === 'POST' && { idempotencyKey: randomUUID() }) })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.problem.code === 'not-found') return
    refuse(
      'It could not be ended',
      `${error.call} was refused: ${error.message}. It is accepted until it expires; revoke it by hand.`,
    )
  }
}

function noPlace({ name }: Ephemeral): never {
  return refuse(`The ${name} has no owner`, 'Nothing says where it is to be minted.')
}
