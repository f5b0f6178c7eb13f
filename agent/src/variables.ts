// One table of the environment variables an agent reads. Other names are not its business and are not looked at.

export interface Variable {
  type: 'secret' | 'text' | 'name' | 'slug' | 'label' | 'address' | 'url' | 'path' | 'boolean' | 'tls' | 'integer' | 'ratio' | 'attributes' | 'level' // prettier-ignore
  /** As one would write it in the environment; absent when there is none or it is found out at start. */
  default?: string
  least?: number
  most?: number
  meaning: string
}

export const variables = {
  AGENT_TOKEN: {
    type: 'secret',
    meaning: "The tenant's agent token, `agent_` and 64 hexadecimal digits. Required.",
  },
  SHARED_AGENT_PLATFORM_KEY: {
    type: 'secret',
    meaning:
      'Key of shared agents. Not supported by this version: the agent refuses to start with it.',
  },
  AGENT_NAME: {
    type: 'name',
    meaning:
      'What the agent calls itself, stable across restarts. Default: POD_NAME, else the host name.',
  },
  POD_NAME: { type: 'name', meaning: 'Where Kubernetes puts the name of the pod; see AGENT_NAME.' },
  BACKEND_GRPC_ADDR: {
    type: 'address',
    default: 'localhost:9090',
    meaning: "host:port of the broker's gRPC listener.",
  },
  BACKEND_ADDR: { type: 'address', meaning: 'Another name of BACKEND_GRPC_ADDR.' },
  BACKEND_URL: {
    type: 'url',
    default: 'http://localhost:8080',
    meaning: "Base URL of the broker's HTTP API; the agent enrols there.",
  },
  GRPC_TLS: {
    type: 'tls',
    default: 'auto',
    meaning: '`true`, `false`, or `auto`: TLS when the address ends in :443.',
  },
  TENANT_SLUG: {
    type: 'slug',
    default: '*',
    meaning:
      'Tenant this agent means to serve. The token decides; another tenant is refused, `*` is any.',
  },
  TENANT_HOST_SUFFIX: {
    type: 'text',
    meaning: 'Domain under which tenants have their host names. Read and kept; not used yet.',
  },
  WORKER_TYPE: {
    type: 'label',
    default: 'task',
    meaning: "Category of worker; must match the tenant's worker_type.",
  },
  MAX_CONCURRENT: {
    type: 'integer',
    least: 1,
    most: 1000,
    default: '4',
    meaning: 'How many jobs run at the same time.',
  },
  DRAIN_TIMEOUT: {
    type: 'integer',
    least: 0,
    most: 86_400,
    default: '30',
    meaning: 'Seconds that running jobs may go on after SIGTERM or SIGINT before they are stopped.',
  },
  AGENT_ID_FILE: {
    type: 'path',
    meaning:
      'Where the id that the broker gave is kept. One file per agent. Default: /data/agent-id when /data is ' +
      'writable, else $XDG_STATE_HOME/reeve/agent-id (~/.local/state/reeve/agent-id).',
  },
  VERSION: { type: 'text', meaning: "Version told to the broker. Default: the package's." },
  LOG_LEVEL: {
    type: 'level',
    default: 'info',
    meaning: '`debug`, `info`, `warn` or `error`; logs are JSON lines on standard output.',
  },
  OTEL_ENABLED: {
    type: 'boolean',
    default: 'false',
    meaning: 'Whether to export spans. Checked, but this version exports none.',
  },
  OTEL_SERVICE_NAME: {
    type: 'text',
    default: 'reeve-agent',
    meaning: 'Service name of the spans.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    type: 'attributes',
    meaning: 'More attributes of the spans: `key=value,key=value`.',
  },
  OTEL_SAMPLE_RATIO: {
    type: 'ratio',
    least: 0,
    most: 1,
    default: '1.0',
    meaning: 'Fraction of traces to sample, 0.0 to 1.0.',
  },
} as const satisfies Record<string, Variable>

export type VariableName = keyof typeof variables
