// The two passwords of an embedded cluster: made once, kept in a 0600 file of the broker’s own user.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { passwordsOf } from './place.ts'

export interface Passwords {
  /** Of `postgres`, which only the launcher logs in as. */
  superuser: string
  /** Of `reeve_owner`, which the connection string names. */
  owner: string
}

export async function makePasswords(home: string): Promise<Passwords> {
  const passwords = { superuser: password(), owner: password() }
  await writeFile(passwordsOf(home), JSON.stringify(passwords), {
    mode: 0o600,
    flag: 'wx',
    flush: true, // a power cut must not leave a cluster that nobody can enter
  })
  return passwords
}

export async function readPasswords(home: string): Promise<Passwords> {
  const path = passwordsOf(home)
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Passwords
  } catch (cause) {
    throw new Error(
      `The passwords of the embedded PostgreSQL cannot be read from ${path}: restore that file ` +
        'from a backup, as the data beside it cannot be entered without it.',
      { cause },
    )
  }
}

const password = () => randomBytes(32).toString('base64url')

/** RFC 5803: what the server stores, so that the password is in no statement, log or trace. */
export function verifierOf(secret: string): string {
  const salt = randomBytes(16)
  const rounds = 4096
  const salted = pbkdf2Sync(secret, salt, rounds, 32, 'sha256')
  const client = createHmac('sha256', salted).update('Client Key').digest()
  const stored = createHash('sha256').update(client).digest('base64')
  const server = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${server}`
}
