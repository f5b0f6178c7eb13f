// Renewals of one moment: one statement and one commit for all of them, and to each what it would have got by itself.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../api/src/db/database.ts'
import { createRenew, type Renew } from '../../api/src/enrolments/sessions/renewing.ts'
import { claimsIn, enrolKeyed } from '../support/keyed.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'

let broker: OpenBroker
let db: Database
/** As a broker has it, but called in this process: calls of one turn go in one group, for certain. */
let renew: Renew
const retired: string[] = []
beforeAll(async () => {
  broker = await startOpenBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  db = openDatabase(broker.databaseUrl, 4)
  renew = createRenew(
    db,
    () => 300,
    ({ jti }) => void retired.push(jti),
  )
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

/** What an agent that was just let in presents. */
async function newcomer() {
  const { token } = await enrolKeyed(broker, 'acme')
  const { jti, exp, tenant_id, name, sid } = claimsIn(token)
  return { jti, exp, tenant_id, name, enrolment: sid as string } as Parameters<Renew>[0]
}

const rowsOf = async (enrolments: string[]) =>
  (
    await broker.tables.client.query<{ id: string; jti: string; renewals: number; commit: string }>(
      'select id, jti, renewals, xmin::text as commit from enrolment where id = any ($1)',
      [enrolments],
    )
  ).rows

test('many that come together are one commit, and each gets its own successor', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, newcomer))
  const latest = await Promise.all(all.map(renew))
  const rows = await rowsOf(all.map(({ enrolment }) => enrolment))
  expect(new Set(rows.map(({ commit }) => commit)).size).toBe(1)
  for (const [at, { enrolment, jti }] of all.entries()) {
    const row = rows.find(({ id }) => id === enrolment)!
    expect(row).toMatchObject({ jti: latest[at]!.jti, renewals: 1 })
    expect(retired.filter((one) => one === jti)).toHaveLength(1)
  }
})

test('who presents one token together gets one successor, and so does who comes after', async () => {
  const [agent, other] = await Promise.all([newcomer(), newcomer()])
  const [first, second, its] = await Promise.all([renew(agent), renew(agent), renew(other)])
  expect(second).toEqual(first)
  expect(its!.jti).not.toBe(first!.jti)
  const next = { ...agent, jti: first!.jti }
  // The former and the latest token of one enrolment in one group: the latest alone is renewed.
  const [again, successor] = await Promise.all([renew(agent), renew(next)])
  expect(again).toBeUndefined()
  expect(await renew(next)).toEqual(successor)
  expect(await rowsOf([agent.enrolment])).toMatchObject([{ jti: successor!.jti, renewals: 2 }])
  expect(retired.filter((jti) => jti === agent.jti || jti === next.jti)).toEqual([
    agent.jti,
    next.jti,
  ])
})

test('one whose enrolment is being changed holds up nobody else', async () => {
  const [held, free] = await Promise.all([newcomer(), newcomer()])
  const client = new pg.Client(broker.databaseUrl)
  await client.connect()
  await client.query('begin')
  await client.query('select from enrolment where id = $1 for update', [held.enrolment])
  let answered = false
  const waiting = renew(held).finally(() => void (answered = true))
  expect(await renew(free)).toBeDefined()
  expect(await renew({ ...free, jti: 'c0ffee00-0000-7000-8000-000000000000' })).toBeUndefined()
  expect(answered).toBe(false)
  await client.query('commit')
  await client.end()
  expect(await waiting).toBeDefined()
})

test('one that has ended is not renewed with the others', async () => {
  const [ended, standing] = await Promise.all([newcomer(), newcomer()])
  await broker.tables.client.query(`update enrolment set state = 'ended' where id = $1`, [
    ended.enrolment,
  ])
  const [nothing, successor] = await Promise.all([renew(ended), renew(standing)])
  expect(nothing).toBeUndefined()
  expect(successor).toBeDefined()
})
