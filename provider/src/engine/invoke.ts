// Invokes an action: one call of the broker, and news of it until it is done.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { refuse } from './diagnostics.ts'
import type { Action, Follow, Json } from './model.ts'
import { fill, placeOf } from './place.ts'
import { asFailure } from './refusal.ts'
import { interrupted } from './retry.ts'
import { createSecretFiles } from './secret-files.ts'
import { bodyFrom } from './translate.ts'

type Answer = Record<string, Json>

/** Yields what is worth telling; throws what failed. */
export async function* invoke(
  client: Client,
  action: Action,
  config: ObjectValue,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const { place, given } = placeOf(action, config) ?? refuse('It has no address', action.name)
  const body = { ...bodyFrom(action.attributes, config, 'inCreate'), ...action.says }
  // Made before the call: a secret that could not be written down would be lost.
  await using files = await createSecretFiles(action.secrets, config)
  yield `${action.summary}: ${Object.values(given).join('/')}`
  const answer = await client({
    method: action.method,
    path: fill(place.item, given),
    ...(action.body && { body }),
    ...(action.method === 'POST' && { idempotencyKey: randomUUID() }),
  }).catch((error: unknown) => {
    throw asFailure(error, action)
  })
  for (const file of await files.keep(answer)) yield `Written to ${file}`
  const { follow } = action
  if (!follow || config['wait'] === false) return
  const path = fill(follow.path, { ...given, id: answer['id'] as string })
  yield* watch(client, path, follow, signal)
}

const firstPause = 250
const longestPause = 2_000

/** Told again only when it has changed. */
async function* watch(
  client: Client,
  path: string,
  { until, wants, shows }: Follow,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let said = ''
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const found = await client({ method: 'GET', path })
    const news = shows.map((name) => `${name} = ${JSON.stringify(found[name] ?? null)}`).join(', ')
    if (news !== said) yield news
    said = news
    if (isAs(found, until)) {
      if (wants && !isAs(found, wants)) refuse('It did not end well', explain(found, path))
      return
    }
    await sleep(pause, undefined, { signal }).catch(() => interrupted(`Watching ${path}`))
  }
}

function isAs(found: Answer, wanted: Record<string, Json[]>): boolean {
  return Object.entries(wanted).every(([name, values]) => values.includes(found[name] ?? null))
}

function explain(found: Answer, path: string): string {
  const { message, code } = Object(found['error']) as { message?: string; code?: string }
  return `${path}: ${[message, code].filter(Boolean).join(' – ') || JSON.stringify(found['status'])}`
}
