// The messages that not every client knows, and does not ask for then: functions, ephemeral resources, identities, lists,
// actions.

const typedConfig = { type_name: [1, 'string'], config: [2, 'DynamicValue'] } as const
const diagnosticsOnly = { diagnostics: [1, 'Diagnostic', 'list'] } as const
const action = {
  action_type: [1, 'string'],
  config: [2, 'DynamicValue'],
  client_capabilities: [3, 'ClientCapabilities'],
} as const

export const newerMessages = {
  ClientCapabilities: {
    deferral_allowed: [1, 'bool'],
    write_only_attributes_allowed: [2, 'bool'],
  },
  Deferred: { reason: [1, 'int'] },

  Function: {
    parameters: [1, 'Parameter', 'list'],
    variadic_parameter: [2, 'Parameter'],
    return: [3, 'Return'],
    summary: [4, 'string'],
    description: [5, 'string'],
  },
  Parameter: {
    name: [1, 'string'],
    type: [2, 'bytes'],
    allow_null_value: [3, 'bool'],
    allow_unknown_values: [4, 'bool'],
    description: [5, 'string'],
  },
  Return: { type: [1, 'bytes'] },
  FunctionError: { text: [1, 'string'], function_argument: [2, 'int'] },
  'GetFunctions.Request': {},
  'GetFunctions.Response': {
    functions: [1, 'Function', 'map'],
    diagnostics: [2, 'Diagnostic', 'list'],
  },
  'CallFunction.Request': { name: [1, 'string'], arguments: [2, 'DynamicValue', 'list'] },
  'CallFunction.Response': { result: [1, 'DynamicValue'], error: [2, 'FunctionError'] },

  'ValidateEphemeralResourceConfig.Request': typedConfig,
  'ValidateEphemeralResourceConfig.Response': diagnosticsOnly,
  'OpenEphemeralResource.Request': typedConfig,
  'OpenEphemeralResource.Response': {
    diagnostics: [1, 'Diagnostic', 'list'],
    renew_at: [2, 'Timestamp'],
    result: [3, 'DynamicValue'],
    private: [4, 'bytes'],
  },
  'RenewEphemeralResource.Request': { type_name: [1, 'string'], private: [2, 'bytes'] },
  'RenewEphemeralResource.Response': {
    diagnostics: [1, 'Diagnostic', 'list'],
    renew_at: [2, 'Timestamp'],
    private: [3, 'bytes'],
  },
  'CloseEphemeralResource.Request': { type_name: [1, 'string'], private: [2, 'bytes'] },
  'CloseEphemeralResource.Response': diagnosticsOnly,

  Identity: { identity_data: [1, 'DynamicValue'] },
  IdentitySchema: { version: [1, 'int'], identity_attributes: [2, 'IdentityAttribute', 'list'] },
  IdentityAttribute: {
    name: [1, 'string'],
    type: [2, 'bytes'],
    required_for_import: [3, 'bool'],
    optional_for_import: [4, 'bool'],
    description: [5, 'string'],
  },
  'GetResourceIdentitySchemas.Request': {},
  'GetResourceIdentitySchemas.Response': {
    identity_schemas: [1, 'IdentitySchema', 'map'],
    diagnostics: [2, 'Diagnostic', 'list'],
  },
  'UpgradeResourceIdentity.Request': {
    type_name: [1, 'string'],
    version: [2, 'int'],
    raw_identity: [3, 'RawState'],
  },
  'UpgradeResourceIdentity.Response': {
    upgraded_identity: [1, 'Identity'],
    diagnostics: [2, 'Diagnostic', 'list'],
  },

  'GenerateResourceConfig.Request': { type_name: [1, 'string'], state: [2, 'DynamicValue'] },
  'GenerateResourceConfig.Response': {
    config: [1, 'DynamicValue'],
    diagnostics: [2, 'Diagnostic', 'list'],
  },

  'ValidateListResourceConfig.Request': typedConfig,
  'ValidateListResourceConfig.Response': diagnosticsOnly,
  'ListResource.Request': {
    ...typedConfig,
    include_resource_object: [3, 'bool'],
    limit: [4, 'int'],
  },
  'ListResource.Event': {
    identity: [1, 'Identity'],
    display_name: [2, 'string'],
    resource_object: [3, 'DynamicValue'],
    diagnostic: [4, 'Diagnostic', 'list'],
  },

  ActionSchema: { schema: [1, 'Schema'] },
  'ValidateActionConfig.Request': typedConfig,
  'ValidateActionConfig.Response': diagnosticsOnly,
  'PlanAction.Request': action,
  'PlanAction.Response': { diagnostics: [1, 'Diagnostic', 'list'], deferred: [2, 'Deferred'] },
  'InvokeAction.Request': action,
  'InvokeAction.Event': { progress: [1, 'Progress'], completed: [2, 'Completed'] },
  Progress: { message: [1, 'string'] },
  Completed: diagnosticsOnly,
} as const
