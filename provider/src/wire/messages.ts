// The messages of plugin protocol 6 as a table: name → field → [number, kind, list or map].
import { newerMessages } from './newer-messages.ts'

export type Field = readonly [number: number, kind: string, many?: 'list' | 'map']

const diagnosticsOnly = { diagnostics: [1, 'Diagnostic', 'list'] } as const
const typedConfig = { type_name: [1, 'string'], config: [2, 'DynamicValue'] } as const
const typeName = { type_name: [1, 'string'] } as const

export const messages = {
  DynamicValue: { msgpack: [1, 'bytes'], json: [2, 'bytes'] },
  RawState: { json: [1, 'bytes'] },
  Diagnostic: {
    severity: [1, 'int'],
    summary: [2, 'string'],
    detail: [3, 'string'],
    attribute: [4, 'AttributePath'],
  },
  AttributePath: { steps: [1, 'Step', 'list'] },
  Step: {
    attribute_name: [1, 'string'],
    element_key_string: [2, 'string'],
    element_key_int: [3, 'int'],
  },

  Schema: { version: [1, 'int'], block: [2, 'Block'] },
  Block: {
    version: [1, 'int'],
    attributes: [2, 'Attribute', 'list'],
    description: [4, 'string'],
    description_kind: [5, 'int'],
  },
  Attribute: {
    name: [1, 'string'],
    type: [2, 'bytes'],
    nested_type: [10, 'Nested'],
    description: [3, 'string'],
    required: [4, 'bool'],
    optional: [5, 'bool'],
    computed: [6, 'bool'],
    sensitive: [7, 'bool'],
    description_kind: [8, 'int'],
    write_only: [11, 'bool'],
  },
  Nested: { attributes: [1, 'Attribute', 'list'], nesting: [3, 'int'] },
  ServerCapabilities: {
    plan_destroy: [1, 'bool'],
    get_provider_schema_optional: [2, 'bool'],
    move_resource_state: [3, 'bool'],
    generate_resource_config: [4, 'bool'],
  },
  TypeName: typeName,
  Empty: {},
  /** google.protobuf.Timestamp. */
  Timestamp: { seconds: [1, 'int'], nanos: [2, 'int'] },

  'GetMetadata.Request': {},
  'GetMetadata.Response': {
    server_capabilities: [1, 'ServerCapabilities'],
    diagnostics: [2, 'Diagnostic', 'list'],
    data_sources: [3, 'TypeName', 'list'],
    resources: [4, 'TypeName', 'list'],
    ephemeral_resources: [6, 'TypeName', 'list'],
    functions: [5, 'TypeName', 'list'],
    list_resources: [7, 'TypeName', 'list'],
    actions: [9, 'TypeName', 'list'],
  },
  'GetProviderSchema.Request': {},
  'GetProviderSchema.Response': {
    provider: [1, 'Schema'],
    resource_schemas: [2, 'Schema', 'map'],
    data_source_schemas: [3, 'Schema', 'map'],
    diagnostics: [4, 'Diagnostic', 'list'],
    server_capabilities: [6, 'ServerCapabilities'],
    ephemeral_resource_schemas: [8, 'Schema', 'map'],
    functions: [7, 'Function', 'map'],
    list_resource_schemas: [9, 'Schema', 'map'],
    action_schemas: [11, 'ActionSchema', 'map'],
  },
  'ValidateProviderConfig.Request': { config: [1, 'DynamicValue'] },
  'ValidateProviderConfig.Response': { diagnostics: [2, 'Diagnostic', 'list'] },
  'ValidateResourceConfig.Request': {
    ...typedConfig,
    client_capabilities: [3, 'ClientCapabilities'],
  },
  'ValidateResourceConfig.Response': diagnosticsOnly,
  'ValidateDataResourceConfig.Request': typedConfig,
  'ValidateDataResourceConfig.Response': diagnosticsOnly,
  'ConfigureProvider.Request': { terraform_version: [1, 'string'], config: [2, 'DynamicValue'] },
  'ConfigureProvider.Response': diagnosticsOnly,
  'UpgradeResourceState.Request': {
    type_name: [1, 'string'],
    version: [2, 'int'],
    raw_state: [3, 'RawState'],
  },
  'UpgradeResourceState.Response': {
    upgraded_state: [1, 'DynamicValue'],
    diagnostics: [2, 'Diagnostic', 'list'],
  },
  'ReadResource.Request': {
    type_name: [1, 'string'],
    current_state: [2, 'DynamicValue'],
    private: [3, 'bytes'],
    client_capabilities: [5, 'ClientCapabilities'],
    current_identity: [6, 'Identity'],
  },
  'ReadResource.Response': {
    new_state: [1, 'DynamicValue'],
    diagnostics: [2, 'Diagnostic', 'list'],
    private: [3, 'bytes'],
    deferred: [4, 'Deferred'],
    new_identity: [5, 'Identity'],
  },
  'PlanResourceChange.Request': {
    type_name: [1, 'string'],
    prior_state: [2, 'DynamicValue'],
    proposed_new_state: [3, 'DynamicValue'],
    config: [4, 'DynamicValue'],
    prior_private: [5, 'bytes'],
    client_capabilities: [7, 'ClientCapabilities'],
    prior_identity: [8, 'Identity'],
  },
  'PlanResourceChange.Response': {
    planned_state: [1, 'DynamicValue'],
    requires_replace: [2, 'AttributePath', 'list'],
    planned_private: [3, 'bytes'],
    diagnostics: [4, 'Diagnostic', 'list'],
    deferred: [6, 'Deferred'],
    planned_identity: [7, 'Identity'],
  },
  'ApplyResourceChange.Request': {
    type_name: [1, 'string'],
    prior_state: [2, 'DynamicValue'],
    planned_state: [3, 'DynamicValue'],
    config: [4, 'DynamicValue'],
    planned_private: [5, 'bytes'],
    planned_identity: [7, 'Identity'],
  },
  'ApplyResourceChange.Response': {
    new_state: [1, 'DynamicValue'],
    private: [2, 'bytes'],
    diagnostics: [3, 'Diagnostic', 'list'],
    new_identity: [5, 'Identity'],
  },
  'ImportResourceState.Request': {
    type_name: [1, 'string'],
    id: [2, 'string'],
    client_capabilities: [3, 'ClientCapabilities'],
    identity: [4, 'Identity'],
  },
  ImportedResource: {
    type_name: [1, 'string'],
    state: [2, 'DynamicValue'],
    private: [3, 'bytes'],
    identity: [4, 'Identity'],
  },
  'ImportResourceState.Response': {
    imported_resources: [1, 'ImportedResource', 'list'],
    diagnostics: [2, 'Diagnostic', 'list'],
    deferred: [3, 'Deferred'],
  },
  'MoveResourceState.Request': {
    source_provider_address: [1, 'string'],
    source_type_name: [2, 'string'],
    source_schema_version: [3, 'int'],
    source_state: [4, 'RawState'],
    target_type_name: [5, 'string'],
    source_private: [6, 'bytes'],
  },
  'MoveResourceState.Response': {
    target_state: [1, 'DynamicValue'],
    diagnostics: [2, 'Diagnostic', 'list'],
    target_private: [3, 'bytes'],
    target_identity: [4, 'Identity'],
  },
  'ReadDataSource.Request': { ...typedConfig, client_capabilities: [4, 'ClientCapabilities'] },
  'ReadDataSource.Response': {
    state: [1, 'DynamicValue'],
    diagnostics: [2, 'Diagnostic', 'list'],
    deferred: [3, 'Deferred'],
  },
  'StopProvider.Request': {},
  'StopProvider.Response': { Error: [1, 'string'] },
  ...newerMessages,
} as const satisfies Record<string, Record<string, Field>>

export type MessageName = keyof typeof messages
type Table<N extends MessageName> = (typeof messages)[N]

interface Scalars {
  string: string
  bytes: Uint8Array
  bool: boolean
  int: number
}
type In<K> = K extends keyof Scalars ? Scalars[K] : K extends MessageName ? Message<K> : never
type Out<K> = K extends keyof Scalars ? Scalars[K] : K extends MessageName ? Draft<K> : never
type Received<F> = F extends readonly [number, infer K, 'list']
  ? In<K>[]
  : F extends readonly [number, infer K, 'map']
    ? Record<string, In<K>>
    : F extends readonly [number, infer K]
      ? K extends keyof Scalars
        ? Scalars[K]
        : In<K> | undefined
      : never
type Sent<F> = F extends readonly [number, infer K, 'list']
  ? Out<K>[]
  : F extends readonly [number, infer K, 'map']
    ? Record<string, Out<K>>
    : F extends readonly [number, infer K]
      ? Out<K>
      : never

/** A message as it was received: an absent scalar has its zero value, an absent message is undefined. */
export type Message<N extends MessageName> = {
  -readonly [F in keyof Table<N>]: Received<Table<N>[F]>
}
/** A message to be sent: what is left out is not written. */
export type Draft<N extends MessageName> = {
  -readonly [F in keyof Table<N>]?: Sent<Table<N>[F]> | undefined
}

/** The calls that are answered; any other gets UNIMPLEMENTED. */
export type Rpc = {
  [N in MessageName]: N extends `${infer R}.Request` ? R : never
}[MessageName]
/** Those that are answered with one event after the other. */
export type StreamRpc = {
  [N in MessageName]: N extends `${infer R}.Event` ? R : never
}[MessageName]
export type UnaryRpc = Exclude<Rpc, StreamRpc>
export type RpcHandlers = {
  [R in UnaryRpc]: (request: Message<`${R}.Request`>) => RpcAnswer<R> | Promise<RpcAnswer<R>>
} & {
  [R in StreamRpc]: (
    request: Message<`${R}.Request`>,
    signal: AbortSignal,
  ) => AsyncIterable<Draft<`${R}.Event`>>
}
export type RpcAnswer<R extends UnaryRpc> = Draft<`${R}.Response` & MessageName>
