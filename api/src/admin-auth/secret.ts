// The admin secret: refused at start when it is weak, kept as a hash, compared in bounded numbers.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { ConfigError } from '../config.ts'
import { problem } from '../problem.ts'

export interface AdminSecret {
  /** Whether this is the secret. Throws `rate-limited` when too many ask at once. */
  matches: (given: string) => Promise<boolean>
}

/** 43 ms and 16 MiB each on a machine of today: who asks for many must not have all of either. */
const cost = { N: 16_384, r: 8, p: 1 }
const [bytes, atOnce, mostWaiting] = [32, 2, 32]

interface Hash {
  salt: Buffer
  hash: Buffer
}

const isHash = (text: string): boolean => text.startsWith('scrypt$')

/** Throws a ConfigError about a value of REEVE_ADMIN_SECRET that will not do, without repeating it. */
export function refuseWeak(text: string): void {
  if (isHash(text)) parsed(text)
  else strong(text)
}

/** `text` is the value of REEVE_ADMIN_SECRET: a secret, or the hash of one. Throws as `refuseWeak` does. */
export function adminSecretOf(text: string): AdminSecret {
  const known: Promise<Hash> = isHash(text) ? Promise.resolve(parsed(text)) : hashed(strong(text))
  const take = turns()
  return {
    async matches(given) {
      const { salt, hash } = await known
      const derived = await take(() => derive(given, salt))
      return timingSafeEqual(derived, hash)
    },
  }
}

/** As `reeve init --mode prod` writes it. */
function parsed(text: string): Hash {
  const [, N, r, p, salt = '', hash = '', ...more] = text.split('$')
  const read = { salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') }
  const fits = read.salt.length === 16 && read.hash.length === bytes && more.length === 0
  if (fits && `${N}$${r}$${p}` === `${cost.N}$${cost.r}$${cost.p}`) return read
  throw refusal('begins with scrypt$ and is no hash of a secret')
}

const hashed = async (secret: string): Promise<Hash> => {
  const salt = randomBytes(16)
  return { salt, hash: await derive(secret, salt) }
}

/** Throws when somebody could guess it. */
function strong(secret: string): string {
  if (/^\$2[abxy]?\$/.test(secret))
    throw refusal('is a bcrypt hash, which this broker does not read')
  if (secret.length < 32) throw refusal('is shorter than 32 characters')
  if (new Set(secret).size < 10) throw refusal('has fewer than 10 different characters')
  if (isRepeated(secret)) throw refusal('is one piece, again and again')
  if (isCounted(secret)) throw refusal('is the alphabet, or counts')
  if (placeholder.test(secret.replaceAll(/[^a-z]/gi, '')))
    throw refusal('is a placeholder from some documentation')
  return secret
}

const placeholder =
  /changeme|placeholder|yoursecret|adminsecret|secrethere|supersecret|replacethis|replaceme|example|password|donotuse|openssl/i

const isRepeated = (text: string): boolean => (text + text).indexOf(text, 1) < text.length

/** Most characters follow the one before them. */
function isCounted(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - codes[index]!) === 1)
  return steps.length > text.length / 2
}

function refusal(what: string): ConfigError {
  return new ConfigError(
    `REEVE_ADMIN_SECRET ${what}. Make one with \`openssl rand -hex 32\`, or let \`reeve init\` make it.`,
  )
}

const derive = (secret: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, bytes, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** Few at once, a few more wait, the others are told to come again. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: Array<() => void> = []
  return async (work) => {
    if (waiting.length >= mostWaiting)
      throw problem('rate-limited', 'Too many log-ins at once. Ask again in 1 s.', {
        retryAfter: 1,
      })
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
