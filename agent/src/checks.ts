// One check per type of variable: what the value had to be, or nothing when it is.
import { methodNames } from './enrolments/method.ts'
import type { Variable } from './variables.ts'

type Check = (value: string, variable?: Variable) => string | undefined

const matches =
  (pattern: RegExp, expected: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : expected

export const checks: Record<Variable['type'], Check> = {
  secret: (value, { form = 'agent token' } = {} as Variable) => {
    const [shape, told] = forms[form]
    return shape.test(value) ? undefined : `${/^[aeiou]/.test(form) ? 'an' : 'a'} ${form} (${told})`
  },
  text: (value) => (value.length <= 255 ? undefined : 'a text of at most 255 characters'),
  name: matches(
    /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    'a name of letters, digits, dots, dashes and underscores',
  ),
  slug: matches(/^(\*|[a-z][a-z0-9-]{0,62})$/, "a tenant's slug or *"),
  label: matches(/^[a-z][a-z0-9-]{0,62}$/, 'a word of lower-case letters, digits and dashes'),
  token: (value) => (isToken(value) ? undefined : tokens),
  tokens: (value) => {
    const parts = value.split(',').map((part) => part.trim())
    const good = parts.length <= 64 && parts.every((part) => part === '' || isToken(part))
    return good ? undefined : `a list, with commas, of at most 64 times ${tokens}`
  },
  list: (value) => (value.length <= 4_096 ? undefined : 'a list of at most 4096 characters'),
  address: (value) => (isAddress(value) ? undefined : 'an address of the form host:port'),
  domain: matches(
    /^\.?(?=.{1,180}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i,
    'a domain, such as example.com, with a port where one is needed',
  ),
  url: (value) =>
    isBaseUrl(value) ? undefined : 'an http:// or https:// URL without user, query or fragment',
  path: (value) => (/[\0\n]|\/$/.test(value) ? 'the path of a file' : undefined),
  method: (value) =>
    value === 'auto' || methodNames.some((name) => name === value)
      ? undefined
      : `auto or one of ${methodNames.join(', ')}`,
  segment: matches(
    /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,128}$/,
    'a word of at most 128 letters, digits, dots, dashes and underscores',
  ),
  boolean: matches(/^(true|false)$/, 'true or false'),
  tls: matches(/^(true|false|auto)$/, 'true, false or auto'),
  integer: (value, { least = 0, most = Number.MAX_SAFE_INTEGER } = {} as Variable) => {
    const number = Number(value)
    const fits = /^\d+$/.test(value) && number >= least && number <= most
    return fits ? undefined : `a whole number from ${least} to ${most}`
  },
  ratio: (value, { least = 0, most = 1 } = {} as Variable) => {
    const number = Number(value)
    const fits = /^\d*\.?\d+$/.test(value) && number >= least && number <= most
    return fits ? undefined : `a number from ${least} to ${most}`
  },
  attributes: (value) => {
    const good = value.split(',').every((pair) => /^\s*([^\s=,]+\s*=.*)?$/.test(pair))
    return good ? undefined : 'a list of the form key=value,key=value'
  },
  carrier: matches(/^(stream|poll)$/, 'stream or poll'),
  level: matches(/^(debug|info|warn|error)$/, 'one of debug, info, warn and error'),
}

/** What each secret looks like, and how that is said. */
const forms: Record<NonNullable<Variable['form']>, [shape: RegExp, told: string]> = {
  'agent token': [/^agent_[0-9a-f]{64}$/i, '`agent_` and 64 hexadecimal digits'],
  'platform key': [/^[0-9a-f]{64}$/i, '64 hexadecimal digits'],
  'bootstrap token': [/^[a-z0-9]{6}\.[a-z0-9]{16}$/, '6 letters and digits, a dot, and 16 more'],
  'launch token': [
    /^launch_[0-9a-f]{32}_[0-9a-f]{64}$/i,
    '`launch_`, 32 hexadecimal digits, `_` and 64 more',
  ],
  'enrolment key': [/^enrol_[0-9a-f]{64}$/i, '`enrol_` and 64 hexadecimal digits'],
}

const tokens = 'a word of lower-case letters, digits, dots, dashes, slashes and underscores'

function isToken(value: string): boolean {
  return /^[a-z0-9][a-z0-9._/-]{0,62}$/.test(value)
}

function isAddress(value: string): boolean {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(value)
  return parts !== null && Number(parts[2]) > 0 && Number(parts[2]) < 65_536
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return plain && /^https?:$/.test(url.protocol)
}
