// The database behind a broker, as its owner sees it: whole, without the walls between tenants.
import pg from 'pg'

export interface Tables extends AsyncDisposable {
  client: pg.Client
  names: string[]
  /** How many rows each table has. */
  counts: () => Promise<Record<string, number>>
  /** Every value of every row, as PostgreSQL writes it. */
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
          `select t::text as row from ${name} as t`,
        )
        texts.push(...rows.map(({ row }) => row))
      }
      return texts.join('\n')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

async function namesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  )
  return rows.map(({ name }) => name)
}
