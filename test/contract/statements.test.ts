// Every SQL statement of the broker fits the migrated schema, and the rights of one of its roles.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate, statements, startBroker } from '@reeve/api'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { openTables, type Tables } from '../support/tables.ts'

const roles = ['reeve_app', 'reeve_operator', 'reeve_work']

let database: TestDatabase
let tables: Tables
beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.url)
  tables = await openTables(database.url)
  await tables.client.query('set plan_cache_mode = force_generic_plan')
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const first = (text: string) =>
  text.trim().split('\n').slice(0, 2).join(' ').replaceAll(/\s+/g, ' ').slice(0, 70)

test('the broker has statements to look at', () => {
  expect(typeof startBroker).toBe('function') // the import that brings them all
  expect(statements.length).toBeGreaterThan(50)
  const names = new Map(statements.map(({ name, text }) => [name, text]))
  for (const { name, text } of statements) expect(names.get(name)).toBe(text)
})

test.each(statements.map((statement) => [first(statement.text), statement] as const))(
  '%s',
  async (_, { name, text, names }) => {
    const { client } = tables
    await client.query(`prepare "${name}" as ${text}`)
    const values = names.length > 0 ? `(${names.map(() => 'null').join(', ')})` : ''
    const refusals: string[] = []
    for (const role of roles) {
      await client.query(`set role ${role}`)
      await client
        .query(`explain execute "${name}"${values}`)
        .catch((error: Error) => refusals.push(`${role}: ${error.message}`))
      await client.query('reset role')
    }
    await client.query(`deallocate "${name}"`)
    expect(refusals.length, refusals.join('\n')).toBeLessThan(roles.length)
    for (const refusal of refusals) expect(refusal).toMatch(/permission denied/)
  },
)
