// The audit trail: events a second while they are sealed, how long a million take to verify, and to start with.
import { randomBytes } from 'node:crypto'
import { createClient, type Client } from '@reeve/openapi'
import pg from 'pg'
import { rounded, type Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { startPostgres } from './postgres.ts'
import { partOf, programOf } from './program.ts'
import { inTurns, measure, quantile, type Round, type Side } from './rounds.ts'

const callers = 32
const sizes = { full: 1_000_000, quick: 50_000 }

export const audit: Bench = {
  about: 'audit events a second, a million of them verified, and a start with them',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    say(postgres.settings)
    const size = quick ? sizes.quick : sizes.full
    say(`${callers} callers, one committed event each`)
    if (quick)
      say(`${size} events were verified: the time of a million is that of as many times more`)
    const lasting = quick ? { rounds: 3, seconds: 1 } : { rounds: 5, seconds: 5 }
    const appends = await appending(await postgres.database('appends'), lasting)
    const stock = await stocked(await postgres.database('stock'), size, say)
    const starts = await starting(await postgres.database('empty'), stock, quick ? 2 : 5)
    return {
      figures: {
        appends_per_s: rounded(appends.sealed.per_second),
        verify_1m_s: rounded(stock.verify_s * (sizes.full / size)),
        start_1m_ms: rounded(starts.full),
      },
      ratios: {
        appends_with_over_without_sealer: rounded(
          appends.sealed.per_second / appends.unsealed.per_second,
        ),
        start_1m_over_start_0: rounded(starts.full / starts.empty),
      },
    }
  },
}

interface Place {
  url: string
  secrets: Record<string, string>
}

const placeOn = (url: string): Place => ({
  url,
  secrets: {
    REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
    REEVE_ADMIN_TOKEN: `reeve_${randomBytes(32).toString('hex')}`,
  },
})

/** A broker in a process of its own, and how long it took until it was ready, in ms. */
async function start({ url, secrets }: Place): Promise<{ child: Child; api: Client; ms: number }> {
  const began = performance.now()
  const child = startChild(programOf('api', 'main').args, {
    ...secrets,
    REEVE_DATABASE_URL: url,
    REEVE_HTTP_PORT: '0',
    REEVE_GRPC_PORT: '0',
    REEVE_DRAIN_SECONDS: '1',
  })
  const ready = await child.line((line) =>
    line.includes('"broker ready"') ? (JSON.parse(line) as { url: string }) : undefined,
  )
  const ms = performance.now() - began
  return { child, ms, api: createClient({ url: ready.url, token: secrets['REEVE_ADMIN_TOKEN']! }) }
}

async function timed(place: Place): Promise<number> {
  const { child, ms } = await start(place)
  await child[Symbol.asyncDispose]()
  return ms
}

/** The part of the broker that writes events, as its own requests do. */
interface Databases {
  openDatabase: (
    url: string,
    connections: number,
  ) => AsyncDisposable & { as: (role: string) => object }
}
interface Trail {
  record: (query: object, event: object) => Promise<void>
}

const event = {
  operation: 'createPool',
  principal: { kind: 'operator', id: null, name: 'bench', scopes: ['*'] },
  tenant_id: null,
  target: '/api/v1/pools',
  request_id: '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11',
}

/** With the sealer at work, and with its lock held by somebody else. */
async function appending(url: string, lasting: { rounds: number; seconds: number }) {
  const { child } = await start(placeOn(url))
  await using _broker = child
  const { openDatabase } = await partOf<Databases>('api', 'db/database')
  const { record } = await partOf<Trail>('api', 'audit/store')
  await using db = openDatabase(url, callers)
  await using owner = await connected(url)
  const query = db.as('operator')
  const append = (seconds: number) => measure(callers, seconds, () => record(query, event))
  const sides: Array<Side<Round>> = [
    { name: 'sealed', round: append },
    {
      name: 'unsealed',
      async round(seconds) {
        await owner.client.query('select pg_advisory_lock($1)', [sealersLock])
        const round = await append(seconds)
        await owner.client.query('select pg_advisory_unlock($1)', [sealersLock])
        await allSealed(owner.client)
        return round
      },
    },
  ]
  const medians = await inTurns(sides, lasting)
  return { sealed: medians['sealed']!, unsealed: medians['unsealed']! }
}

const sealersLock = 7_311_845_046

/** A million events, sealed by a broker's own sealer, which then verifies them. */
async function stocked(url: string, size: number, say: (line: string) => void) {
  const place = placeOn(url)
  const { child, api } = await start(place)
  await using _broker = child
  await using owner = await connected(url)
  const began = performance.now()
  await owner.client.query(fill, [size])
  const filled = performance.now()
  await allSealed(owner.client)
  const sealed = performance.now()
  say(
    `${size} events inserted in ${Math.round(filled - began)} ms, sealed ${Math.round(sealed - filled)} ms later`,
  )
  let [after, verified] = [0, 0]
  for (let next: number | null = 0; next !== null; after = next ?? after) {
    const found = await api.verifyAudit({ query: { after } })
    if (!found.ok) throw new Error(`the trail is broken: ${JSON.stringify(found.first_broken)}`)
    verified += found.verified
    next = found.next
  }
  if (verified < size) throw new Error(`${verified} of ${size} events were verified`)
  return { place, verify_s: (performance.now() - sealed) / 1000 }
}

const fill = `
  insert into audit_event (id, operation, result, actor_kind, actor_id, actor_name, target, request_id)
  select ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'createPool', 'done', 'operator',
    '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c12', 'admin', '/api/v1/pools', '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
  from generate_series(1, $1::int) as n`

/** Starts by turns on a database without events and on the full one; the median of each. */
async function starting(emptyUrl: string, { place }: { place: Place }, rounds: number) {
  const empty = placeOn(emptyUrl)
  await timed(empty) // migrates
  const times = { empty: [] as number[], full: [] as number[] }
  for (let turn = 0; turn < rounds; turn++) {
    times.empty.push(await timed(empty))
    times.full.push(await timed(place))
  }
  const median = (values: number[]) =>
    quantile(
      values.toSorted((a, b) => a - b),
      0.5,
    )
  return { empty: median(times.empty), full: median(times.full) }
}

async function connected(url: string): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client(url)
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}

async function allSealed(client: pg.Client): Promise<void> {
  const unsealed = `select 1 from audit_event where sequence is null limit 1`
  while ((await client.query(unsealed)).rowCount) await client.query('select pg_sleep(0.1)')
}
