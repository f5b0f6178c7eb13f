// docs/operations.md lists every variable as the programs' own tables have it.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { variables as agentVariables } from '@reeve/agent'
import { variables as brokerVariables } from '@reeve/api'
import { expect, test } from 'vitest'

const text = readFileSync(resolve(import.meta.dirname, '../docs/operations.md'), 'utf8')

interface Variable {
  default?: string | undefined
  meaning: string
}

/** The table below a heading: variable, default, meaning, each without its backticks. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = text.split(`### ${heading}\n`)
  const rows = section.split(/^#/m)[0]!.matchAll(/^\| `(\w+)` +\| (.*?) *\| (.*?) *\|$/gm)
  return [...rows].map(([, name = '', fallback = '', meaning = '']) => [
    name,
    fallback.replaceAll('`', ''),
    meaning.replaceAll('\\', ''),
  ])
}

const rowsOf = (table: [string, Variable][]): string[][] =>
  table.map(([name, { default: fallback = '', meaning }]) => [name, fallback, meaning])

test('the operations page lists the broker’s variables with their defaults and meanings', () => {
  const own = Object.entries(brokerVariables).filter(([, { program }]) => program === 'broker')
  expect(tableBelow('Broker')).toEqual(rowsOf(own))
})

test('the operations page lists the variables of client, command line and provider', () => {
  const own = Object.entries(brokerVariables).filter(([, { program }]) => program === 'clients')
  expect(tableBelow('Client, command line and provider')).toEqual(rowsOf(own))
})

test('the operations page lists the agent’s variables with their defaults and meanings', () => {
  expect(tableBelow('Agent')).toEqual(rowsOf(Object.entries(agentVariables)))
})
