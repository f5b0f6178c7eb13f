// Every call of the protocol with its answer.
import type { RpcHandlers } from '../wire/messages.ts'
import { configuration, providerAttributes, validateProvider } from './configure.ts'
import { readData } from './data.ts'
import { Failure, toWire } from './diagnostics.ts'
import { ephemeralCalls } from './ephemeral-calls.ts'
import type { Thing } from './model.ts'
import { resourceCalls } from './resource-calls.ts'
import { toSchema } from './schema.ts'
import { answered, createSession, dynamic, objectFrom } from './session.ts'
import type { Options, Session } from './session.ts'
import { validate, validateKey } from './validate.ts'

/** Terraform fetches the schema once per command and then starts us without asking again. */
const server_capabilities = { get_provider_schema_optional: true }

export function createProvider(options: Options): RpcHandlers {
  const session = createSession(options)
  return {
    ...descriptions(session),
    ...configuring(session),
    ...resourceCalls(session),
    ...reading(session),
    ...ephemeralCalls(session),
  }
}

function descriptions({ model }: Session) {
  const named = (things: Record<string, Thing>) =>
    Object.keys(things).map((type_name) => ({ type_name }))
  const schemas = (things: Record<string, Thing>) =>
    Object.fromEntries(
      Object.values(things).map((it) => [it.name, toSchema(it.attributes, it.description)]),
    )
  return {
    GetMetadata: () => ({
      server_capabilities,
      resources: named(model.resources),
      data_sources: named(model.dataSources),
      ephemeral_resources: named(model.ephemerals),
    }),
    GetProviderSchema: () => ({
      provider: toSchema(providerAttributes),
      resource_schemas: schemas(model.resources),
      data_source_schemas: schemas(model.dataSources),
      ephemeral_resource_schemas: schemas(model.ephemerals),
      server_capabilities,
    }),
    GetFunctions: () => ({}),
  } satisfies Partial<RpcHandlers>
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
    ReadDataSource: ({ type_name, config }) =>
      answered(log, async () => {
        const source = session.dataSource(type_name)
        const values = objectFrom(config, source.attributes) ?? {}
        return {
          state: dynamic(await readData(session.client(), source, values), source.attributes),
        }
      }),
  } satisfies Partial<RpcHandlers>
}
