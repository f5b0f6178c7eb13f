// What the pages for those who come from other systems promise is there: endpoints, variables, metrics and commands.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { variables as agents } from '@reeve/agent'
import { variables as brokers } from '@reeve/api'
import { run } from '@reeve/cli'
import { document, operationsOf } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { createMetrics } from '../api/src/metrics.ts'
import { trustGauges } from '../api/src/trust-metrics.ts'

const pages = ['from-agentwrit', 'from-justiam', 'from-streamspace'].map((name) => {
  const text = readFileSync(resolve(import.meta.dirname, `../docs/${name}.md`), 'utf8')
  return { name, text }
})

/** Code in the right columns of a page's tables; of the table below one heading, if it is named. */
function hereIn(text: string, heading?: string): string[] {
  const part = heading === undefined ? text : (text.split(`## ${heading}\n`)[1] ?? '')
  const section = heading === undefined ? part : part.split(/^## /m)[0]!
  const rows = section.matchAll(/^\|[^|]*\|([^|]*)\|$/gm)
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, it]) => it!))
}

test.each(pages)('$name names endpoints that there are', ({ text }) => {
  const known = operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  const ours = hereIn(text).filter((one) => /^[A-Z]+ \//.test(one))
  expect(ours.length).toBeGreaterThan(10)
  expect(ours.filter((one) => !known.includes(one))).toEqual([])
})

test.each(pages)('$name names variables that there are', ({ text }) => {
  const known = [...Object.keys(agents), ...Object.keys(brokers)]
  const named = hereIn(text).filter((one) => /^[A-Z][A-Z]+_[A-Z_]+$/.test(one))
  expect(named.length).toBeGreaterThan(4)
  expect(named.filter((one) => !known.includes(one))).toEqual([])
})

test('from-agentwrit names metrics that there are', async () => {
  const { registry } = createMetrics(
    () => 0,
    async () => [],
  )
  const none = async () => 0
  trustGauges(registry, { agents: none, unsealed: none, revoked: () => 0, now: Date.now })
  const metrics = await registry.metrics()
  const counted = hereIn(pages[0]!.text, 'Metrics').filter((name) => name.startsWith('reeve_'))
  expect(counted).toHaveLength(9)
  expect(counted.filter((name) => !metrics.includes(`# TYPE ${name} `))).toEqual([])
})

test('each command that AgentWrit has has its equal', async () => {
  const commands = hereIn(pages[0]!.text, 'Commands')
    .filter((one) => one.startsWith('reeve '))
    .map((one) => one.split(' ').filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('-')))
  expect(commands.length).toBeGreaterThan(9)
  for (const [, ...words] of commands) {
    let said = ''
    const sink = { write: (text: string) => (said += text) }
    const io = { stdout: sink, stderr: sink, stdin: process.stdin, env: {} }
    const code = await run([...words.filter((word) => word !== 'dev'), '--help'], io)
    expect({ words, code, said: said.split('\n')[0] }).toEqual({
      words,
      code: 0,
      said: expect.stringContaining(`reeve ${words[0]}`),
    })
  }
})
