// What one run of the provider knows: the model, the client once it is configured, and when to stop.
import { createHmac } from 'node:crypto'
import type { Log } from '../wire/log.ts'
import type { Draft, Message } from '../wire/messages.ts'
import { decodeValue, encodeValue } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import { createAsk, createClient } from './client.ts'
import type { Client } from './client.ts'
import type { Configuration } from './configure.ts'
import { Failure, mistake, refuse, toWire } from './diagnostics.ts'
import { createSend, pairIn } from './http.ts'
import { objectType } from './model.ts'
import type { ProviderFunctions } from './functions.ts'
import type { Action, Attribute, DataSource, Ephemeral, Model, Resource } from './model.ts'
import type { Sinks } from './deliver.ts'
import type { Sink } from './sink.ts'
import { createTrials } from './trial.ts'
import type { Trials } from './trial.ts'
import { tracer } from './trace.ts'

export interface Options {
  model: Model
  functions: ProviderFunctions
  version: string
  env: NodeJS.ProcessEnv
  log: Log
  clock: () => Date
  /** Where secrets can be delivered; each is made when a command first delivers there. */
  places?: Record<string, (env: NodeJS.ProcessEnv, stopped: AbortSignal) => Sink>
}

export interface Session extends Options {
  configure(configuration: Configuration): void
  client(): Client
  /** Undefined until the provider is configured. */
  trials(): Trials | undefined
  resource(name: string): Resource
  dataSource(name: string): DataSource
  ephemeral(name: string): Ephemeral
  sinks: Sinks
  /** A key that nobody can guess who does not hold the api token; for the same text the same. */
  keyOf(text: string): string
  action(name: string): Action
  /** Whether all that the provider block says is known. */
  isConfigured(): boolean
  stopped: AbortSignal
  stop(): void
}

/** How long a change that was already sent may still be answered after Ctrl-C: its result belongs in the state. */
const grace = 5_000

export function createSession(options: Options): Session {
  const { model, version, log, env } = options
  const [stopped, ended] = [new AbortController(), new AbortController()]
  const trace = log.wants?.('trace') ? tracer(log, model) : undefined
  let client: Client | undefined
  let token = ''
  const places = Object.entries(options.places ?? {})
  const sinks = Object.fromEntries(
    places.map(([name, sinkOf]) => [name, sinkOf(env, stopped.signal)]),
  )
  let trials: Trials | undefined
  return {
    ...options,
    sinks,
    configure: (configuration) => {
      token = configuration.token
      const signals = { stopped: stopped.signal, ended: ended.signal }
      const send = createSend(pairIn(env))
      const settings = { ...configuration, ...signals, version, log, send, trace }
      client = createClient(settings)
      trials = createTrials(createAsk({ ...settings, retryTimeout: 0 }))
    },
    client: () => client ?? notConfigured(),
    isConfigured: () => client !== undefined,
    stopped: stopped.signal,
    trials: () => trials,
    resource: (name) => model.resources[name] ?? unknownType('resource', name),
    dataSource: (name) => model.dataSources[name] ?? unknownType('data source', name),
    ephemeral: (name) => model.ephemerals[name] ?? unknownType('ephemeral resource', name),
    keyOf: (text) => createHmac('sha256', token).update(text).digest('hex'),
    action: (name) => model.actions[name] ?? unknownType('action', name),
    stop: () => {
      stopped.abort()
      setTimeout(() => ended.abort(), grace).unref()
    },
  }
}

/** A failure is an answer with diagnostics; anything else is a mistake of ours, and says so. */
export async function answered<A extends object, B extends object = object>(
  log: Log,
  work: () => Promise<A> | A,
  otherwise: B = {} as B,
): Promise<A | (B & { diagnostics: Draft<'Diagnostic'>[] })> {
  try {
    return await work()
  } catch (error) {
    return { ...otherwise, diagnostics: failureOf(log, error) }
  }
}

export function failureOf(log: Log, error: unknown): Draft<'Diagnostic'>[] {
  if (error instanceof Failure) return error.diagnostics.map(toWire)
  const message = error instanceof Error ? error.message : String(error)
  log('error', 'the provider failed', { error: error instanceof Error ? error.stack : message })
  const bug = mistake(
    'The Reeve provider failed',
    `${message}\n\nThis is a bug in the provider; please report it.`,
  )
  return [toWire(bug)]
}

const providerConfigUnknown = 2

/** Until the broker is known, a client that can wait is asked to; one that cannot gets a refusal or a plan. */
export function deferred(
  session: Session,
  capabilities: Message<'ClientCapabilities'> | undefined,
): { deferred?: Draft<'Deferred'> } {
  if (session.isConfigured() || !capabilities?.deferral_allowed) return {}
  return { deferred: { reason: providerConfigUnknown } }
}

export function objectFrom(
  value: Message<'DynamicValue'> | undefined,
  attributes: Attribute[],
): ObjectValue | null {
  return decodeValue(
    value?.msgpack ?? new Uint8Array(),
    objectType(attributes),
  ) as ObjectValue | null
}

export function dynamic(value: ObjectValue | null, attributes: Attribute[]): Draft<'DynamicValue'> {
  return { msgpack: encodeValue(value, objectType(attributes)) }
}

function notConfigured(): never {
  return refuse(
    'The provider is not configured yet',
    'Its `url` or `token` comes from something that is not known before apply, so nothing can be read now. ' +
      'Apply what they come from first, with -target.',
  )
}

function unknownType(kind: string, name: string): never {
  return refuse(`Unknown ${kind}`, `This version of the provider has no ${kind} ${name}.`)
}
