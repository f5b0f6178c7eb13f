// The connections: one pool for each role, and transactions on them.
import { Socket } from 'node:net'
import pg from 'pg'
import { type Statement, valuesOf } from './sql.ts'
import { violation } from './violations.ts'
import { problem } from '../problem.ts'

/**
 * `app` is under row-level security by tenant; `operator` sees all tenants; `work` sees the work tables of all.
 * Each is a role that owns nothing, taken on at connection time.
 */
export type Role = 'app' | 'operator' | 'work'

export interface Query {
  /** All rows. */
  many: <Row>(statement: Statement<Row>, values?: object) => Promise<Row[]>
  /** The first row, or the problem `not-found`. */
  one: <Row>(statement: Statement<Row>, values?: object) => Promise<Row>
  /** The first row, if there is one. */
  maybe: <Row>(statement: Statement<Row>, values?: object) => Promise<Row | undefined>
}

export interface Transaction extends Query {
  commit: () => Promise<void>
  rollback: () => Promise<void>
}

export interface Database extends AsyncDisposable {
  /** Single statements outside a transaction. */
  as: (role: Role) => Query
  /** Starts a transaction; with a tenant (slug or id) row-level security is set to it, or `not-found`. */
  begin: (role: Role, tenant?: string) => Promise<Transaction & { tenant?: string }>
  /** Runs `work` in a transaction and commits, or rolls back and throws what it threw. */
  transaction: <T>(role: Role, work: (tx: Transaction) => Promise<T>) => Promise<T>
  readonly url: string
}

const parsers: Record<number, (text: string) => unknown> = {
  20: Number, // int8: counts and sequence numbers stay far below 2^53
  1184: (text) => new Date(text).toISOString(),
  1700: Number,
}
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text'),
} as typeof pg.types

export function openDatabase(url: string, connections: number): Database {
  const pools = {} as Record<Role, pg.Pool>
  const sockets = new Set<Socket>()
  for (const role of ['app', 'operator', 'work'] as const)
    pools[role] = poolOf(url, role, connections, sockets)
  const begin: Database['begin'] = (role, tenant) => beginOn(pools[role], tenant)
  return {
    url,
    as: (role) => queryOn(pools[role]),
    begin,
    async transaction(role, work) {
      const tx = await begin(role)
      try {
        const result = await work(tx)
        await tx.commit()
        return result
      } catch (error) {
        await tx.rollback()
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), grace)
      await Promise.all(Object.values(pools).map((pool) => pool.end()))
      clearTimeout(cut)
    },
  }
}

/** How long a statement may still take when the database is let go, in ms: whoever asked has gone by then. */
const grace = 2000

function poolOf(url: string, role: Role, connections: number, sockets: Set<Socket>): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `reeve-${role}`,
    options: `-c role=reeve_${role} -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000`,
    stream: () => corked(kept(new Socket(), sockets)),
    max: connections,
    connectionTimeoutMillis: 10_000,
    pipeline: true, // statements of one transaction go out without waiting for each other
    types,
  } as pg.PoolConfig)
  pool.on('error', () => {}) // an idle connection broke; the pool drops it and opens another when asked
  // One in use broke: its statements fail with the reason. Without a listener it would end the process.
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/** What is written in one go leaves in one system call: the statements of a transaction that wait for nothing. */
function corked(socket: Socket): Socket {
  let held = false
  const flush = () => {
    held = false
    socket.uncork()
  }
  // Not before: connecting puts back the socket's own way to write.
  return socket.once('connect', () => {
    const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
    socket.write = (...given: unknown[]) => {
      if (!held) {
        held = true
        socket.cork()
        process.nextTick(flush)
      }
      return write(...given)
    }
  })
}

function kept(socket: Socket, sockets: Set<Socket>): Socket {
  sockets.add(socket)
  return socket.once('close', () => sockets.delete(socket))
}

function queryOn(target: pg.Pool | pg.PoolClient): Query {
  const many = async <Row>(statement: Statement<Row>, values: object = {}): Promise<Row[]> => {
    const { name, text } = statement
    try {
      return (await target.query({ name, text, values: valuesOf(statement, values) })).rows as Row[]
    } catch (error) {
      throw violation(error)
    }
  }
  return {
    many,
    maybe: async (statement, values) => (await many(statement, values))[0],
    async one(statement, values) {
      const [row] = await many(statement, values)
      if (row === undefined)
        throw problem('not-found', 'There is no such resource, or it is not yours to see.')
      return row
    },
  }
}

async function beginOn(pool: pg.Pool, tenant?: string): Promise<Transaction & { tenant?: string }> {
  const client = await pool.connect().catch((error: unknown) => {
    throw violation(error)
  })
  let open = true
  const begun = client.query('begin')
  const finish = async (verb: 'commit' | 'rollback'): Promise<void> => {
    if (!open) return // a commit that failed has given the connection back
    open = false
    // PostgreSQL answers a commit after a failed statement with a rollback, not with an error.
    const wanted = ({ command }: pg.QueryResult) =>
      command === verb.toUpperCase() ? undefined : new Error(`${verb} came to ${command}`)
    const ended = Promise.all([client.query(verb), begun])
    const failed = await ended.then(([result]) => wanted(result), violation)
    client.release(failed)
    if (failed && verb === 'commit') throw failed
  }
  const tx = {
    ...queryOn(client),
    commit: () => finish('commit'),
    rollback: () => finish('rollback'),
  }
  // Not waited for: it goes out with the first statement. It fails only with its connection, and so do those after it.
  begun.catch(() => undefined)
  if (tenant === undefined) return tx
  try {
    // A statement of its own: the order in which one statement evaluates set_config and a policy is undefined.
    const found = await client.query({ name: 'enter', text: enter, values: [tenant] })
    const id = (found.rows[0] as { tenant: string }).tenant
    if (id === '')
      throw problem('not-found', `There is no tenant ${tenant}, or it is not yours to see.`)
    return { ...tx, tenant: id }
  } catch (error) {
    await tx.rollback()
    throw violation(error)
  }
}

const enter = `select set_config('app.tenant', coalesce(find_tenant($1)::text, ''), true) as tenant`

/**
 * The answers to statements that were sent together. Of several failures the first is the one to tell: PostgreSQL refuses
 * whatever comes after it in the same transaction.
 */
export async function together<T extends readonly unknown[] | []>(sent: T) {
  await Promise.allSettled(sent)
  return Promise.all(sent)
}
