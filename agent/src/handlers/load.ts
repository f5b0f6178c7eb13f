// What this agent can run: scripts, the handlers of its modules, the tools of its exec file – one for each job type.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createSandbox } from '@reeve/sandbox'
import type { ApiSettings } from '../api.ts'
import type { Config } from '../config.ts'
import { ConfigError } from '../errors.ts'
import { readExecFile } from './exec-file.ts'
import { execRunner } from './exec.ts'
import { openModule, type HandlerModule } from './host.ts'
import type { Runner, Runners } from './runner.ts'
import { scriptRunner } from './script.ts'

const pattern = /^[a-z][a-z0-9_-]{0,62}$/

export interface Loaded {
  runners: Runners
  /** Ends the threads that wait for jobs. */
  close(): Promise<void>
}

type Settings = Pick<Config, 'handlers' | 'exec_file'> & ApiSettings

/** Throws a ConfigError with one sentence about the first thing that is wrong. */
export async function loadRunners(settings: Settings, cwd = process.cwd()): Promise<Loaded> {
  const sandbox = createSandbox()
  const opened: { close(): Promise<void> }[] = [sandbox]
  const close = async () => void (await Promise.all(opened.map((each) => each.close())))
  const script = scriptRunner(sandbox.run, settings)
  try {
    return { runners: await runnersOf(settings, cwd, script, opened), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function runnersOf(
  { handlers, exec_file }: Settings,
  cwd: string,
  script: Runner,
  opened: { close(): Promise<void> }[],
): Promise<Runners> {
  const runners = new Map([['script', script]])
  const sources = new Map([['script', 'the agent itself']])
  const add = (type: string, runner: Runner, source: string) => {
    const other = sources.get(type)
    if (other !== undefined)
      throw new ConfigError(
        `Two handlers are for the job type ${type}: of ${other} and of ${source}. Leave one out.`,
      )
    runners.set(type, runner)
    sources.set(type, source)
  }
  for (const name of handlers) {
    const module = await open(name, urlOf(name, cwd))
    opened.push(module)
    for (const type of typesOf(name, module)) add(type, module.run, name)
  }
  if (exec_file !== null) {
    const search = process.env['PATH'] ?? ''
    const tools = readExecFile(exec_file, search)
    for (const type of new Set(tools.map((tool) => tool.type))) {
      const own = tools.filter((tool) => tool.type === type)
      add(type, execRunner(own, search), exec_file)
    }
  }
  return runners
}

/** A path from the working directory, or a package that is installed there. */
function urlOf(name: string, cwd: string): string {
  const path = resolve(cwd, name)
  if (/^\.{0,2}\//.test(name) || isAbsolute(name) || existsSync(path))
    return pathToFileURL(path).href
  try {
    return pathToFileURL(createRequire(join(cwd, 'none.js')).resolve(name)).href
  } catch (error) {
    throw unloadable(name, error)
  }
}

function open(name: string, url: string): Promise<HandlerModule> {
  return openModule(url).catch((error: unknown) => {
    throw unloadable(name, error)
  })
}

function typesOf(name: string, { types }: HandlerModule): string[] {
  const wrong = types.find((type) => !pattern.test(type))
  if (wrong !== undefined)
    throw new ConfigError(
      `AGENT_HANDLERS names ${name}, whose handler has the type '${wrong.slice(0, 100)}': a type is a word of lower-case letters, digits, dashes and underscores.`,
    )
  if (types.length > 0) return types
  throw new ConfigError(
    `AGENT_HANDLERS names ${name}, which exports no handler: export what defineHandler() returns.`,
  )
}

function unloadable(name: string, error: unknown): ConfigError {
  const [said = ''] = String(error instanceof Error ? error.message : error).split('\n')
  return new ConfigError(
    `AGENT_HANDLERS names ${name}, which cannot be loaded: ${said.slice(0, 500)}. Correct the name or the module.`,
  )
}
