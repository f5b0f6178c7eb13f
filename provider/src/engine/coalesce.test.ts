// When a plan's reads become lists, when they do not, and that a list never outlives what it is good for.
import { expect, test } from 'vitest'
import type { Ask, Call, Reply } from './client.ts'
import { coalescing } from './coalesce.ts'
import { createList } from './list.ts'

interface Token {
  id: string
  name: string
  tenant: string
  note: string
}

/** So many tokens of so many tenants, and all calls that were made for them. */
function shelf(count: number, tenants: number) {
  const tokens = Array.from({ length: count }, (_, at): Token => {
    return { id: `id-${at}`, name: `token-${at}`, tenant: `tenant-${at % tenants}`, note: 'first' }
  })
  const calls: Call[] = []
  const refused = new Set<string>()
  const ask: Ask = async (call) => {
    calls.push(call)
    const url = new URL(call.path, 'http://broker')
    if (refused.has(url.pathname)) throw new Error('forbidden')
    const [, owner, id] = /^(?:\/tenants\/([^/]+))?\/tokens(?:\/(.+))?$/.exec(url.pathname)!
    const here = tokens.filter(({ tenant }) => owner === undefined || tenant === owner)
    if (id === undefined) return pageOf(here, url.searchParams, call.etag)
    const one = here.find((it) => it.id === id)
    if (!one) throw new Error('not found')
    return { body: { ...one }, etag: undefined, unchanged: false }
  }
  const lists = () => calls.filter(({ path }) => path.includes('limit='))
  return { tokens, calls, lists, refused, ask }
}

function pageOf(all: Token[], query: URLSearchParams, before?: string): Reply {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit'))
  const items = all.slice(from, from + limit).map((it) => ({ ...it }))
  const next_cursor = from + limit < all.length ? String(from + limit) : null
  const etag = JSON.stringify(items)
  const unchanged = etag === before
  return { body: unchanged ? {} : { items, next_cursor }, etag, unchanged }
}

const reading = ({ tenant, id }: Pick<Token, 'tenant' | 'id'>): Call => ({
  method: 'GET',
  path: `/tenants/${tenant}/tokens/${id}`,
  listed: {
    lists: [
      { path: '/tokens', within: { tenant } },
      { path: `/tenants/${tenant}/tokens`, within: {} },
    ],
    names: ['id', 'name'],
    name: id,
  },
})

/** Ten at a time, as Terraform asks. */
async function readAll(read: (token: Token) => Promise<unknown>, tokens: Token[]): Promise<void> {
  const left = [...tokens]
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await read(next)
  }
  await Promise.all(Array.from({ length: 10 }, worker))
}

const nobody = () => undefined
const clientOf = (ask: Ask) => coalescing(ask, nobody)

test('one or two objects are read at their own address', async () => {
  const { ask, calls, lists, tokens } = shelf(20_000, 1)
  const client = clientOf(ask)
  await client(reading(tokens[0]!))
  await client(reading(tokens[10_000]!))
  expect([calls.length, lists().length]).toEqual([2, 0])
})

test.each([
  [1_000, 1],
  [1_000, 10],
  [300, 3],
  [30, 2],
])('%i objects of %i tenants are read with a handful of calls', async (count, tenants) => {
  const { ask, calls, tokens } = shelf(count, tenants)
  const client = clientOf(ask)
  await readAll(async (token) => expect(await client(reading(token))).toEqual(token), tokens)
  expect(calls.length).toBeLessThanOrEqual(12)
})

test('ten of very many cost a bounded list, not all of it', async () => {
  const { ask, calls, lists, tokens } = shelf(20_000, 1)
  const client = clientOf(ask)
  const few = tokens.slice(-10)
  await readAll(async (token) => expect(await client(reading(token))).toEqual(token), few)
  const limits = lists().map(({ path }) => Number(/limit=(\d+)/.exec(path)![1]))
  expect(limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(500)
  expect(calls.length).toBeLessThanOrEqual(14)
})

test('a list that is refused is not asked for again, and costs nothing but itself', async () => {
  const { ask, calls, lists, refused, tokens } = shelf(50, 5)
  refused.add('/tokens')
  for (const { tenant } of tokens) refused.add(`/tenants/${tenant}/tokens`)
  const client = clientOf(ask)
  await readAll(async (token) => expect(await client(reading(token))).toEqual(token), tokens)
  const asked = lists().map(({ path }) => path.split('?')[0])
  expect(new Set(asked).size).toBe(asked.length)
  expect(calls.length - asked.length).toBe(50)
})

test('whether something is gone, its own address is asked', async () => {
  const { ask, calls, tokens } = shelf(40, 1)
  const client = clientOf(ask)
  await readAll(client.bind(undefined, reading(tokens[0]!)), tokens)
  await expect(client(reading({ tenant: 'tenant-0', id: 'id-gone' }))).rejects.toThrow('not found')
  expect(calls.at(-1)?.path).toBe('/tenants/tenant-0/tokens/id-gone')
})

test('a token of another tenant is not taken for it', async () => {
  const { ask, tokens } = shelf(40, 4)
  const client = clientOf(ask)
  await readAll((token) => client(reading(token)), tokens)
  const elsewhere = { ...tokens[0]!, tenant: 'tenant-1' }
  await expect(client(reading(elsewhere))).rejects.toThrow('not found')
})

test('after a change nothing is answered from a list', async () => {
  const { ask, calls, tokens } = shelf(40, 1)
  const client = clientOf(ask)
  await readAll((token) => client(reading(token)), tokens)
  tokens[7]!.note = 'second'
  expect(await client(reading(tokens[7]!))).toMatchObject({ note: 'first' })
  await client({ method: 'DELETE', path: '/tenants/tenant-0/tokens/id-9' }).catch(nobody)
  const before = calls.length
  expect(await client(reading(tokens[7]!))).toMatchObject({ note: 'second' })
  expect(calls.slice(before)).toMatchObject([{ path: '/tenants/tenant-0/tokens/id-7' }])
})

test('a list that was on its way when something changed answers nobody', async () => {
  const { ask, tokens } = shelf(40, 1)
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const client = clientOf(async (call) => {
    const reply = await ask(call)
    if (call.path.includes('limit=')) await gate
    return reply
  })
  const reads = tokens.slice(0, 5).map((token) => client(reading(token)))
  await Promise.all(reads.slice(0, 2))
  await client({ method: 'DELETE', path: '/tenants/tenant-0/tokens/id-4' }).catch(nobody)
  tokens[4]!.note = 'second'
  open()
  expect(await reads[4]).toMatchObject({ note: 'second' })
})

test('a list that is no longer fresh is asked for by its ETags, and what changed is read anew', async () => {
  const { ask, calls, tokens } = shelf(800, 1)
  let now = 0
  const list = createList(ask, '/tokens', () => now)
  const find = (id: string) => list.find({ names: ['id'], name: id, within: {} })
  for (const { id } of tokens.slice(0, 30)) await find(id)
  const read = calls.length
  now = 60_000
  expect(await find('id-1')).toMatchObject({ note: 'first' })
  const renewed = calls.slice(read)
  expect(renewed.every(({ etag }) => etag !== undefined)).toBe(true)
  expect(renewed).toHaveLength(read)
  tokens[1]!.note = 'second'
  now = 120_000
  expect(await find('id-1')).toMatchObject({ note: 'second' })
})
