// The database behind a broker, as its owner sees it: whole, without the walls between tenants.
import pg from 'pg'
import { startBroker, type TestBroker } from './broker.ts'

export interface Tables extends AsyncDisposable {
  client: pg.Client
  names: string[]
  /** How many rows each table has. */
  counts: () => Promise<Record<string, number>>
  /** Every value of every row, as PostgreSQL writes it, in an order of its own. */
  dump: () => Promise<string>
}

export async function openTables(databaseUrl: string): Promise<Tables> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const names = await namesOf(client)
  return {
    client,
    names,
    async counts() {
      const each = names.map((name) => `(select count(*)::int from ${name}) as ${name}`)
      return (await client.query<Record<string, number>>(`select ${each.join(', ')}`)).rows[0]!
    },
    async dump() {
      const texts: string[] = []
      for (const name of names) {
        const { rows } = await client.query<{ row: string }>(
          `select ${rowOf(name)} as row from ${name} as t`,
        )
        texts.push(...rows.map(({ row }) => row).toSorted())
      }
      return texts.join('\n')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

export interface OpenBroker extends TestBroker {
  tables: Tables
}

/** A broker whose tables can be looked into as long as it runs. */
export async function startOpenBroker(env: Record<string, string> = {}): Promise<OpenBroker> {
  const broker = await startBroker(env)
  const tables = await openTables(broker.databaseUrl)
  return {
    ...broker,
    tables,
    async [Symbol.asyncDispose]() {
      await tables[Symbol.asyncDispose]()
      await broker[Symbol.asyncDispose]()
    },
  }
}

/** A broker seals events by itself, at any moment. */
const rowOf = (name: string): string =>
  name === 'audit_event' ? `(to_jsonb(t) - '{sequence,prev_hash,hash}'::text[])::text` : 't::text'

/** What a broker writes by itself, asked or not; unlogged tables hold what replicas tell each other all the time. */
const own = ['audit_chain', 'audit_checkpoint']

async function namesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relpersistence <> 'u' and relnamespace = 'public'::regnamespace order by 1`,
  )
  return rows.map(({ name }) => name).filter((name) => !own.includes(name))
}
