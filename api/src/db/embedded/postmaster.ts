// Reads postmaster.pid: whether a PostgreSQL runs on this data folder, where, and how far it is.
import { constants } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Address } from './address.ts'
import { dataOf, dropSocketFolder, runOf, type Place } from './place.ts'
import { isAlive, isPostgres } from './system.ts'

export interface Postmaster {
  pid: number
  /** Its process was found; else only its socket answers, as from another container. */
  visible: boolean
  ready: boolean
  address: Address
}

/** The running PostgreSQL; undefined when there is none, whatever a crash left behind. */
export async function findPostmaster(place: Place): Promise<Postmaster | undefined> {
  const lines = await read(place)
  const [pid = '', , , port = '', socketFolder = '', listen = '', , status = ''] = lines
  if (!pid) return undefined
  const address = { socketFolder, port: Number(port), tcp: listen.trim() !== '' }
  const visible = isPostgres(Number(pid), dataOf(place.home))
  if (!visible && !(await answers(address))) return undefined
  return { pid: Number(pid), visible, ready: status.trim() === 'ready', address }
}

/**
 * Makes a dead PostgreSQL's files harmless. It trusts the number in postmaster.pid, and would refuse to
 * start if a crash left one that another of this user's processes has now. Removing the file would lose
 * the shared memory id that guards against survivors of the dead one, so our own number is put in its
 * place: a parent's is taken for stale, and the guard is still checked.
 */
export async function buryPostmaster(place: Place): Promise<void> {
  const [pid, ...rest] = await read(place)
  if (!pid) return
  const [, , port, folder = ''] = rest
  if (isAlive(Number(pid)) && process.platform !== 'win32') {
    // as root we write among files of `nobody`, who might have laid a link there
    const flag = constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW
    await writeFile(pidFile(place), [String(process.pid), ...rest].join('\n'), { flag })
    const socket = join(runOf(place.home), `.s.PGSQL.${Number(port)}`)
    await Promise.all([socket, `${socket}.lock`].map((path) => rm(path, { force: true })))
  }
  await dropSocketFolder(folder)
}

const pidFile = (place: Place) => join(dataOf(place.home), 'postmaster.pid')

async function read(place: Place): Promise<string[]> {
  const text = await readFile(pidFile(place), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n')
}

function answers({ socketFolder, port }: Address): Promise<boolean> {
  if (!socketFolder) return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = connect(join(socketFolder, `.s.PGSQL.${port}`))
    const end = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', end(true)).once('error', end(false)).setTimeout(2000, end(false))
  })
}
