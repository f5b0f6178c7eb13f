// The agent's id: given by the broker at the first enrolment, kept in a file, told again at every later one.
import { constants } from 'node:fs'
import { access, mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Environment } from './config.ts'
import { ConfigError } from './errors.ts'
import { writeWhole } from './whole.ts'

export interface Identity {
  readonly path: string
  /** Null before the first enrolment. */
  id(): string | null
  /** Keeps the id; does nothing when it is the one already kept. */
  keep(id: string): Promise<void>
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads the id and makes sure that one can be kept, before the broker gives one that would be lost. */
export async function openIdentity(path: string): Promise<Identity> {
  let known = await readId(path)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await access(dirname(path), constants.W_OK)
  } catch (cause) {
    throw unusable(path, 'cannot be written', cause)
  }
  return {
    path,
    id: () => known,
    async keep(id) {
      if (id === known) return
      await writeWhole(path, `${id}\n`).catch((cause: unknown) => {
        throw unusable(path, 'cannot be written', cause)
      })
      known = id
    },
  }
}

/** AGENT_ID_FILE, else /data/agent-id when /data is writable, else the state folder of the user. */
export async function identityPath(given: string | null, env: Environment): Promise<string> {
  if (given !== null) return given
  try {
    await access('/data', constants.W_OK)
    return '/data/agent-id'
  } catch {
    const state = env['XDG_STATE_HOME']
    const folder = state?.startsWith('/') ? state : join(homedir(), '.local', 'state')
    return join(folder, 'reeve', 'agent-id')
  }
}

async function readId(path: string): Promise<string | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unusable(path, 'cannot be read', cause)
  }
  const id = text.trim().toLowerCase()
  if (uuid.test(id)) return id
  // a new identity without a word would leave the old one behind as a ghost
  throw new ConfigError(
    `The agent's id file ${path} holds no id: restore it, or delete it to let the agent enrol as a new one.`,
  )
}

function unusable(path: string, problem: string, cause: unknown): ConfigError {
  const { code, message } = cause as NodeJS.ErrnoException
  return new ConfigError(
    `The agent's id file ${path} ${problem} (${code ?? message}): set AGENT_ID_FILE to a file in a folder the agent may write to.`,
  )
}
