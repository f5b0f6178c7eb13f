// Every call of the protocol with its answer.
import type { RpcHandlers } from '../wire/messages.ts'
import { actionCalls } from './action-calls.ts'
import { configuration, providerAttributes, validateProvider } from './configure.ts'
import { readData } from './data.ts'
import { Failure, toWire } from './diagnostics.ts'
import { ephemeralCalls } from './ephemeral-calls.ts'
import { functionCalls, toFunctions } from './functions.ts'
import { identityCalls } from './identity-calls.ts'
import { listAttributes, listings } from './query.ts'
import { listCalls } from './query-calls.ts'
import type { Thing } from './model.ts'
import { resourceCalls } from './resource-calls.ts'
import { toSchema } from './schema.ts'
import { answered, createSession, deferred, dynamic, objectFrom } from './session.ts'
import type { Options, Session } from './session.ts'
import { versionOf } from './upgrade.ts'
import { validate, validateKey } from './validate.ts'

/** Terraform fetches the schema once per command and then starts us without asking again. */
const server_capabilities = {
  get_provider_schema_optional: true,
  plan_destroy: true,
  move_resource_state: true,
  generate_resource_config: true,
}

export function createProvider(options: Options): RpcHandlers {
  const session = createSession(options)
  return {
    ...descriptions(session),
    ...configuring(session),
    ...resourceCalls(session),
    ...identityCalls(session),
    ...reading(session),
    ...ephemeralCalls(session),
    ...functionCalls(session),
    ...listCalls(session),
    ...actionCalls(session),
  }
}

function descriptions({ model, functions }: Session) {
  const named = (things: object) => Object.keys(things).map((type_name) => ({ type_name }))
  const lists = listings(model)
  const schema = (it: Thing) => toSchema(it.attributes, it.description)
  return {
    GetMetadata: () => ({
      server_capabilities,
      resources: named(model.resources),
      data_sources: named(model.dataSources),
      ephemeral_resources: named(model.ephemerals),
      functions: named(functions),
      list_resources: named(lists),
      actions: named(model.actions),
    }),
    GetProviderSchema: () => ({
      provider: toSchema(providerAttributes),
      resource_schemas: each(model.resources, (it) =>
        toSchema(it.attributes, it.description, versionOf(it)),
      ),
      data_source_schemas: each(model.dataSources, schema),
      ephemeral_resource_schemas: each(model.ephemerals, schema),
      functions: toFunctions(functions),
      list_resource_schemas: each(lists, (it) => toSchema(listAttributes(it), it.description)),
      action_schemas: each(model.actions, (it) => ({ schema: schema(it) })),
      server_capabilities,
    }),
  } satisfies Partial<RpcHandlers>
}

function each<T, R>(things: Record<string, T>, make: (thing: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(things).map(([name, it]) => [name, make(it)]))
}

function configuring(session: Session) {
  const { log, env } = session
  return {
    ValidateProviderConfig: ({ config }) =>
      answered(log, () => ({
        diagnostics: validateProvider(objectFrom(config, providerAttributes) ?? {}).map(toWire),
      })),
    ConfigureProvider: ({ config }) =>
      answered(log, () => {
        const { found, diagnostics } = configuration(
          objectFrom(config, providerAttributes) ?? {},
          env,
        )
        if (diagnostics.length > 0) throw new Failure(...diagnostics)
        if (found) session.configure(found)
        return {}
      }),
    StopProvider: () => {
      session.stop()
      return {}
    },
  } satisfies Partial<RpcHandlers>
}

function reading(session: Session) {
  const { log } = session
  return {
    ValidateDataResourceConfig: ({ type_name, config }) =>
      answered(log, () => {
        const source = session.dataSource(type_name)
        const values = objectFrom(config, source.attributes) ?? {}
        return {
          diagnostics: [...validate(source.attributes, values), ...validateKey(source, values)].map(
            toWire,
          ),
        }
      }),
    ReadDataSource: ({ type_name, config, client_capabilities }) =>
      answered(log, async () => {
        const source = session.dataSource(type_name)
        const later = deferred(session, client_capabilities)
        if (later.deferred) return { ...later, state: config }
        const values = objectFrom(config, source.attributes) ?? {}
        return {
          state: dynamic(await readData(session.client(), source, values), source.attributes),
        }
      }),
  } satisfies Partial<RpcHandlers>
}
