// One table of the environment variables an agent reads. Other names are not its business and are not looked at.

export interface Variable {
  type: 'secret' | 'text' | 'name' | 'slug' | 'label' | 'token' | 'tokens' | 'list' | 'domain' | 'address' | 'url' | 'path' | 'method' | 'segment' | 'boolean' | 'tls' | 'integer' | 'ratio' | 'attributes' | 'level' | 'carrier' // prettier-ignore
  /** As one would write it in the environment; absent when there is none or it is found out at start. */
  default?: string
  least?: number
  most?: number
  /** Of a secret: what it looks like. */
  form?: 'agent token' | 'platform key' | 'bootstrap token' | 'launch token' | 'enrolment key'
  meaning: string
}

export const variables = {
  AGENT_TOKEN: {
    type: 'secret',
    form: 'agent token',
    meaning:
      "The tenant's agent token, `agent_` and 64 hexadecimal digits. This or another credential is required.",
  },
  SHARED_AGENT_PLATFORM_KEY: {
    type: 'secret',
    form: 'platform key',
    meaning: 'Platform key of shared agents, 64 hexadecimal digits: enrols by `hmac`.',
  },
  AGENT_BOOTSTRAP_TOKEN: {
    type: 'secret',
    form: 'bootstrap token',
    meaning: 'Bootstrap token: enrols by `bootstrap_token`, and after a restart by its own key.',
  },
  REDIVER_BOOTSTRAP_TOKEN: {
    type: 'secret',
    form: 'bootstrap token',
    meaning: 'Another name of AGENT_BOOTSTRAP_TOKEN.',
  },
  AGENT_LAUNCH_TOKEN: {
    type: 'secret',
    form: 'launch token',
    meaning:
      'Launch token: enrols by `launch_token` for the piece of work that the next four name.',
  },
  AGENT_ORCH_ID: { type: 'segment', meaning: 'Orchestration, with a launch token.' },
  AGENT_TASK_ID: { type: 'segment', meaning: 'Task, with a launch token.' },
  AGENT_SCOPE: {
    type: 'list',
    meaning:
      'What it asks to be allowed, with a launch token: a list with commas of `action:resource:identifier`.',
  },
  AGENT_AUDIENCE: {
    type: 'list',
    meaning: 'Whom its tokens are for beside the broker, with a launch token: a list with commas.',
  },
  AGENT_API_KEY: {
    type: 'secret',
    form: 'enrolment key',
    meaning: 'Enrolment key, `enrol_` and 64 hexadecimal digits: enrols by `api_key`.',
  },
  AGENT_SERVICE_ACCOUNT_TOKEN_FILE: {
    type: 'path',
    meaning:
      'File with a Kubernetes service account token made for the broker, read at each enrolment: enrols by `service_account`.',
  },
  AGENT_ENROLMENT: {
    type: 'method',
    default: 'auto',
    meaning:
      '`auto`: by the one credential that is set. Else the name of a method, when more than one is.',
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
  EXPLOOP_API_URL: { type: 'url', meaning: 'Another name of BACKEND_URL.' },
  CARRIER: {
    type: 'carrier',
    default: 'stream',
    meaning:
      '`stream`: gRPC. `poll`: HTTP alone, by long-poll to BACKEND_URL; BACKEND_GRPC_ADDR is not used then.',
  },
  POLL_TIMEOUT: {
    type: 'integer',
    least: 1,
    most: 30,
    default: '30',
    meaning:
      'Seconds that one poll waits; less than the idle timeout of what stands between agent and broker.',
  },
  GRPC_TLS: {
    type: 'tls',
    default: 'auto',
    meaning: '`true`, `false`, or `auto`: TLS when the address ends in :443.',
  },
  AGENT_TLS_CA: {
    type: 'path',
    meaning:
      "PEM file of the authority that the broker's certificate comes from. Default: those that Node.js knows.",
  },
  AGENT_TLS_CERT: {
    type: 'path',
    meaning:
      "PEM file of the agent's own certificate, for brokers that ask for one. Without another credential the agent enrols by it.",
  },
  AGENT_TLS_KEY: { type: 'path', meaning: 'PEM file of the private key of that certificate.' },
  TENANT_SLUG: {
    type: 'slug',
    default: '*',
    meaning:
      'Tenant this agent means to serve. The token decides; another tenant is refused, `*` is any.',
  },
  TENANT_HOST_SUFFIX: {
    type: 'domain',
    meaning:
      "Domain of the tenants' host names: `api` in tasks calls BACKEND_URL as `<slug>.<domain>`; without it tasks have no `api`.",
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
  AGENT_REGION: {
    type: 'token',
    meaning: 'Where the agent is, such as eu-west-1; jobs may ask for a region or prefer one.',
  },
  AGENT_CAPABILITIES: {
    type: 'tokens',
    meaning: 'What the agent can do, as a list with commas; jobs may ask for any of it.',
  },
  AGENT_TOOLS: {
    type: 'tokens',
    meaning:
      'What is installed beside the agent, as a list with commas; jobs may ask for any of it.',
  },
  AGENT_LABELS: {
    type: 'tokens',
    meaning: 'What else jobs may choose the agent by, as a list with commas.',
  },
  AGENT_HANDLERS: {
    type: 'list',
    meaning:
      'Modules with handlers of job types, as a list with commas: paths from the working directory, or packages.',
  },
  AGENT_EXEC_FILE: {
    type: 'path',
    meaning: 'JSON file that says which tools may be run for which job types.',
  },
  AGENT_ID_FILE: {
    type: 'path',
    meaning:
      'Where the id that the broker gave is kept. One file per agent. Default: /data/agent-id when /data is ' +
      'writable, else $XDG_STATE_HOME/reeve/agent-id (~/.local/state/reeve/agent-id).',
  },
  AGENT_HEALTH_PORT: {
    type: 'integer',
    least: 0,
    most: 65_535,
    meaning:
      'Port on which probes are answered: `/health/live` and `/health/ready`. 0 takes a free one and logs it. Default: none.',
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
