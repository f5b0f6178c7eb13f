// The provider block: its attributes, their environment variables and defaults.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Value } from '../wire/values.ts'
import { mistake } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Attribute } from './model.ts'
import { validate } from './validate.ts'

const defaultUrl = 'http://127.0.0.1:8080'
const defaultRetryTimeout = 30

export const providerAttributes: Attribute[] = [
  {
    name: 'url',
    description: `Address of the broker. Else REEVE_URL, else ${defaultUrl}.`,
    type: 'string',
    optional: true,
  },
  {
    name: 'token',
    description:
      'Api token of an operator or a tenant. Else REEVE_TOKEN, which keeps it out of files.',
    type: 'string',
    optional: true,
    sensitive: true,
  },
  {
    name: 'retry_timeout',
    description:
      'Seconds over which a broker that is down, restarting or limiting requests is asked again ' +
      `before an error is reported. ${defaultRetryTimeout} by default; 0 reports at once.`,
    type: 'number',
    optional: true,
    rules: { integer: true, minimum: 0, maximum: 3600 },
  },
]

export interface Configuration {
  url: URL
  token: string
  retryTimeout: number
}

export function validateProvider(config: ObjectValue): Diagnostic[] {
  const { url } = config
  const wrong = typeof url === 'string' && !parseUrl(url) ? [notAnAddress('`url`', ['url'])] : []
  return [...validate(providerAttributes, config), ...wrong]
}

/** Undefined while something that decides it is not known yet: then nothing can be read, but all can be planned. */
export function configuration(
  config: ObjectValue,
  env: NodeJS.ProcessEnv,
): { found?: Configuration; diagnostics: Diagnostic[] } {
  if (providerAttributes.some(({ name }) => isUnknown(config[name]))) return { diagnostics: [] }
  const address = text(config['url']) || env['REEVE_URL'] || defaultUrl
  const token = text(config['token']) || env['REEVE_TOKEN']
  const url = parseUrl(address)
  const diagnostics = [
    ...(url ? [] : [notAnAddress(text(config['url']) ? '`url`' : 'REEVE_URL')]),
    ...(token
      ? []
      : [
          mistake(
            'No token',
            'Set REEVE_TOKEN, or `token` in the provider block, to an api token.',
          ),
        ]),
  ]
  if (!url || !token) return { diagnostics }
  const retryTimeout = Number(config['retry_timeout'] ?? defaultRetryTimeout)
  return { found: { url, token, retryTimeout }, diagnostics }
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}

function parseUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  return ['http:', 'https:'].includes(url.protocol) && !url.search && !url.username
    ? url
    : undefined
}

function notAnAddress(name: string, path?: string[]): Diagnostic {
  return mistake(
    'The address of the broker is not valid',
    `${name} must be like ${defaultUrl}.`,
    path,
  )
}
