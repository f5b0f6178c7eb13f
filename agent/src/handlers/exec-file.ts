// The file named by AGENT_EXEC_FILE: which tools may be run for which job types, and how. Checked once, at start.
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { ConfigError } from '../errors.ts'

export type Shape = 'json' | 'text' | 'lines' | 'exit-code'

export interface Tool {
  readonly type: string
  /** Values that the payload must have for this tool; several tools may share a type. */
  readonly match: Readonly<Record<string, string>>
  /** Absolute path of the program. */
  readonly tool: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** At most this long, whatever the job says. */
  readonly timeout_seconds: number
  readonly max_output_bytes: number
  /** Address space; null is no limit. */
  readonly max_memory_bytes: number | null
  /** Absolute path of prlimit; null when no limit is wanted. */
  readonly prlimit: string | null
  readonly result: Shape
  /** What counts as success; with the shape `exit-code` every code does. */
  readonly exit_codes: readonly number[]
}

type Fields = Record<string, unknown>
type Rule = [expected: string, holds: (value: unknown) => boolean]

const whole = (least: number, most: number): Rule => [
  `a whole number from ${least} to ${most}`,
  (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
]
const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0')

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText)
}

const rules: Record<string, Rule> = {
  type: ['a job type', (value) => isText(value) && /^[a-z][a-z0-9_-]{0,62}$/.test(String(value))],
  match: ['an object of texts', isTexts],
  tool: ['a program: its name, or its absolute path', (value) => isText(value) && value !== ''],
  arguments: ['a list of texts', (value) => Array.isArray(value) && value.every(isText)],
  environment: ['an object of texts', isTexts],
  timeout_seconds: whole(1, 7_200),
  max_output_bytes: whole(1, 1 << 20),
  max_memory_bytes: whole(1 << 20, Number.MAX_SAFE_INTEGER),
  result: [
    'json, text, lines or exit-code',
    (value) => ['json', 'text', 'lines', 'exit-code'].includes(String(value)),
  ],
  exit_codes: [
    'a list of exit codes from 0 to 255',
    (value) =>
      Array.isArray(value) && value.length > 0 && value.every((code) => whole(0, 255)[1](code)),
  ],
}

/** Throws a ConfigError with one sentence about the first thing that is wrong. */
export function readExecFile(path: string, search: string): Tool[] {
  const wrong = (what: string) => new ConfigError(`AGENT_EXEC_FILE (${path})${what}`)
  let entries: unknown
  try {
    entries = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw wrong(` cannot be read as JSON: ${(error as Error).message.split('\n')[0]}.`)
  }
  if (!Array.isArray(entries)) throw wrong(' must hold a list of tools.')
  const taken = new Set<string>() // types of which an entry takes every payload
  return entries.map((entry, index) => {
    const said = `, entry ${index + 1}:`
    if (!isObject(entry)) throw wrong(`${said} must be an object.`)
    const mistake = mistakeIn(entry)
    if (mistake) throw wrong(`${said} ${mistake}.`)
    const tool = toolOf(entry, search, (what) => wrong(`${said} ${what}`))
    if (taken.has(tool.type))
      throw wrong(
        `${said} an earlier one takes all jobs of type ${tool.type}: tell them apart by match.`,
      )
    if (Object.keys(tool.match).length === 0) taken.add(tool.type)
    return tool
  })
}

function mistakeIn(entry: Fields): string | undefined {
  for (const [name, value] of Object.entries(entry)) {
    const rule = rules[name]
    if (!rule) return `${name} is not known; there are ${Object.keys(rules).join(', ')}`
    if (!rule[1](value)) return `${name} must be ${rule[0]}`
  }
  const missing = ['type', 'tool', 'arguments'].find((name) => !(name in entry))
  return missing && `${missing} is missing`
}

function toolOf(entry: Fields, search: string, wrong: (what: string) => ConfigError): Tool {
  const given = { ...defaults, ...entry } as unknown as Omit<Tool, 'prlimit'>
  const tool = find(given.tool, search)
  if (tool === undefined)
    throw wrong(`${given.tool} is no program on this machine: install it, or give its path.`)
  const limited = given.max_memory_bytes !== null
  const prlimit = limited ? find('prlimit', search) : null
  if (prlimit === undefined)
    throw wrong(
      'max_memory_bytes needs the program prlimit (util-linux), which is not on PATH: install it, or leave the limit out.',
    )
  return { ...given, tool, prlimit }
}

const defaults: Omit<Tool, 'type' | 'tool' | 'arguments' | 'prlimit'> = {
  match: {},
  environment: {},
  timeout_seconds: 7_200,
  max_output_bytes: 1 << 20,
  max_memory_bytes: null,
  result: 'text',
  exit_codes: [0],
}

function find(tool: string, search: string): string | undefined {
  if (isAbsolute(tool)) return isProgram(tool) ? tool : undefined
  if (tool.includes('/')) return undefined
  const places = search.split(delimiter).filter(isAbsolute)
  return places.map((place) => join(place, tool)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
