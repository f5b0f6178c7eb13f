// What the page for those who come from Rediver promises is there: endpoints, variables and metrics.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { variables } from '@reeve/agent'
import { document, operationsOf } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { createMetrics } from '../api/src/metrics.ts'

const text = readFileSync(resolve(import.meta.dirname, '../docs/from-rediver.md'), 'utf8')

/** The right column of the table below a heading, its code alone. */
function hereIn(heading: string): string[] {
  const [, section = ''] = text.split(`## ${heading}\n`)
  const rows = section.split(/^## /m)[0]!.matchAll(/^\|[^|]*\|([^|]*)\|$/gm)
  return [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, it]) => it!))
}

test('each endpoint it names is one', () => {
  const operations = operationsOf(document).map(
    ({ method, path }) => `${method.toUpperCase()} ${path}`,
  )
  const named = hereIn('Endpoints').filter((one) => /^[A-Z]+ \//.test(one))
  expect(named.length).toBeGreaterThan(18)
  expect(named.filter((one) => !operations.includes(one))).toEqual([])
})

test('each variable and each metric it names is one', async () => {
  const known = Object.keys(variables)
  const names = text.match(/`(AGENT_[A-Z_]+|REDIVER_[A-Z_]+|EXPLOOP_[A-Z_]+|BACKEND_URL|CARRIER)/g)!
  expect(names.map((name) => name.slice(1)).filter((name) => !known.includes(name))).toEqual([])
  const metrics = await createMetrics(
    () => 0,
    async () => [],
  ).registry.metrics()
  const counted = hereIn('Metrics').filter((name) => name.startsWith('reeve_'))
  expect(counted).toHaveLength(8)
  expect(counted.filter((name) => !metrics.includes(`# TYPE ${name} `))).toEqual([])
})
