// The exec handler: runs an allow-listed tool for a job, without a shell, in a folder of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits as sandbox } from '@reeve/sandbox'
import { runChild, type ChildEnd } from './child.ts'
import type { Tool } from './exec-file.ts'
import { depthOf } from './result.ts'
import { failed, textOf, type Ending, type Runner, type Task } from './runner.ts'
import { fill } from './template.ts'

/** `search` is the PATH that the tool gets; of the agent's other variables it sees none. */
export function execRunner(tools: readonly Tool[], search: string): Runner {
  return async (task) => {
    const tool = tools.find(({ match }) => matches(match, task.payload))
    if (!tool) return failed('invalid-payload', 'No tool of this agent is for this payload.')
    const filled = fill(tool.arguments, task.payload)
    if ('wrong' in filled) return failed('invalid-payload', textOf(filled.wrong, 2_000))
    const cwd = await mkdtemp(join(tmpdir(), 'reeve-job-'))
    try {
      const end = await runChild({
        ...command(tool, filled.arguments),
        env: { PATH: search, ...tool.environment },
        cwd,
        timeout_ms: timeoutOf(tool, task),
        max_output_bytes: tool.max_output_bytes,
        signal: task.signal,
        onLine: (stream, text) => toLog(tool, task, stream, text),
      })
      return endingOf(tool, task, end)
    } finally {
      await rm(cwd, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

function matches(match: Tool['match'], payload: unknown): boolean {
  const given = new Map(Object.entries(Object(payload) as object))
  return Object.entries(match).every(([name, value]) => given.get(name) === value)
}

const timeoutOf = ({ timeout_seconds }: Tool, { timeout_ms }: Task) =>
  Math.min(timeout_ms, timeout_seconds * 1000)

/** prlimit sets the limit and becomes the tool: the same process. */
function command({ tool, prlimit, max_memory_bytes }: Tool, args: string[]) {
  if (prlimit === null) return { file: tool, arguments: args }
  return { file: prlimit, arguments: [`--as=${max_memory_bytes}`, '--', tool, ...args] }
}

/** JSON on standard output is the result, not a log. */
function toLog({ result }: Tool, { onLine }: Task, stream: 'stdout' | 'stderr', text: string) {
  if (stream === 'stdout' && result === 'json') return
  onLine(stream === 'stdout' ? 'info' : 'warn', textOf(text, sandbox.line_chars))
}

function endingOf(tool: Tool, task: Task, end: ChildEnd): Ending {
  switch (end.kind) {
    case 'cancelled':
      return { status: 'cancelled' }
    case 'timeout':
      return failed('timeout', `The tool ran longer than ${timeoutOf(tool, task)} ms.`)
    case 'output-too-large':
      return failed('output-too-large', `It wrote more than ${tool.max_output_bytes} bytes.`)
    case 'not-started':
      return failed('tool-failed', textOf(`The tool could not be started: ${end.message}`, 2_000))
    case 'killed':
      return failed('tool-failed', `The tool was ended by ${end.signal}.`)
    case 'exited':
      return resultOf(tool, end)
  }
}

function resultOf(
  { result, exit_codes }: Tool,
  { code, stdout }: Extract<ChildEnd, { kind: 'exited' }>,
): Ending {
  if (result === 'exit-code') return { status: 'completed', result: { exit_code: code } }
  if (!exit_codes.includes(code)) return failed('tool-failed', `The tool ended with code ${code}.`)
  if (result === 'json') return jsonOf(stdout)
  const text = textOf(stdout, stdout.length)
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return bounded(result === 'lines' ? lines : text)
}

function jsonOf(stdout: string): Ending {
  try {
    return bounded(JSON.parse(stdout))
  } catch {
    return failed('result-refused', 'What the tool wrote is no JSON.')
  }
}

function bounded(result: unknown): Ending {
  const { result_bytes, result_depth } = sandbox
  const fits =
    depthOf(result, result_depth) <= result_depth &&
    Buffer.byteLength(JSON.stringify(result)) <= result_bytes
  return fits
    ? { status: 'completed', result }
    : failed('result-too-large', `The result's JSON is over ${result_bytes} bytes or too deep.`)
}
