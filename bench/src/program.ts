// Which of a room's programs is run: the build while it is current, as users run it, else the source.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Program {
  /** What Node is started with. */
  args: string[]
  built: boolean
}

const tsx = import.meta.resolve('tsx')

/** The file `name` (without extension) of a room, such as `main` of `api`. */
export function programOf(room: Room, name: string): Program {
  const folder = folderOf(room)
  const built = (Object.keys(rooms) as Room[]).every(isCurrent)
  return {
    args: built
      ? [join(folder, 'dist', `${name}.js`)]
      : ['--conditions=source', `--import=${tsx}`, join(folder, 'src', `${name}.ts`)],
    built,
  }
}

/** A program of the benchmarks themselves, run as this one is. */
export function helperOf(name: string): string[] {
  const file = fileURLToPath(import.meta.url)
  return [
    ...process.execArgv,
    join(dirname(file), file.endsWith('.ts') ? `${name}.ts` : `${name}.js`),
  ]
}

/** A part of a room that its index does not show. */
export async function partOf<Part>(room: Room, name: string): Promise<Part> {
  const file = programOf(room, name).args.at(-1)!
  return (await import(pathToFileURL(file).href)) as Part
}

/** What a broker or an agent is made of, and where it is. */
const rooms = {
  openapi: import.meta.resolve('@reeve/openapi'),
  sandbox: import.meta.resolve('@reeve/sandbox'),
  api: import.meta.resolve('@reeve/api'),
  agent: import.meta.resolve('@reeve/agent'),
}
type Room = keyof typeof rooms

function folderOf(room: Room): string {
  const folder = dirname(fileURLToPath(rooms[room]))
  return /[/\\](src|dist)$/.test(folder) ? dirname(folder) : folder
}

/** A stale build must not be measured for the source beside it. */
function isCurrent(room: Room): boolean {
  const folder = folderOf(room)
  const source = existsSync(join(folder, 'src')) ? join(folder, 'src') : folder
  return newestIn(join(folder, 'dist'), []) > newestIn(source, ['dist', 'node_modules'])
}

function newestIn(folder: string, without: string[]): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !without.includes(name))
    .map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? newestIn(path, without) : statSync(path).mtimeMs
    })
    .reduce((newest, time) => Math.max(newest, time), 0)
}
