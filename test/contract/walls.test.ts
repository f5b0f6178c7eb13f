// The second wall between tenants, in the database itself: row-level security, as the broker's own roles meet it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import type { Made } from '../support/enrol.ts'
import { inhabit } from '../support/inhabit.ts'
import { openTables, type Tables } from '../support/tables.ts'

const roles = ['reeve_app', 'reeve_operator', 'reeve_work']

let broker: TestBroker
let owner: Tables
/** Another connection, on which the roles are taken on. */
let app: Tables
/** Tables whose rows belong to tenants, and the tenant table itself by its id. */
let walled: Array<{ name: string; column: string }>
const tenants: Made[] = []

beforeAll(async () => {
  broker = await startBroker()
  owner = await openTables(broker.databaseUrl)
  app = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex']) tenants.push(await inhabit(broker, owner, slug))
  const { rows } = await owner.client.query<{ name: string }>(
    `select table_name as name from information_schema.columns join pg_class on oid = table_name::regclass
     where table_schema = 'public' and column_name = 'tenant_id' and relkind = 'r'`,
  )
  walled = [
    ...rows.map(({ name }) => ({ name, column: 'tenant_id' })),
    { name: 'tenant', column: 'id' },
  ]
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await owner[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

/** Runs a statement as a role with a tenant set, the way the broker does, and undoes it. */
async function as(role: string, tenant: string, text: string, values: unknown[] = []) {
  await app.client.query('begin')
  try {
    await app.client.query(`set local role ${role}`)
    await app.client.query(`select set_config('app.tenant', $1, true)`, [tenant])
    return await app.client.query<{ tenant: string }>(text, values)
  } finally {
    await app.client.query('rollback')
  }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

/** Tables that tenants may see at all. */
async function seenByApp(privilege: string): Promise<typeof walled> {
  const { rows } = await owner.client.query<{ name: string }>(
    `select name from unnest($1::text[]) as name where has_table_privilege('reeve_app', name, $2)`,
    [walled.map(({ name }) => name), privilege],
  )
  const seen = walled.filter(({ name }) => rows.some((row) => row.name === name))
  expect(seen, privilege).not.toEqual([])
  return seen
}

test('every table whose rows belong to tenants is under row-level security and has rows of both', async () => {
  expect(walled.length).toBeGreaterThan(7)
  for (const { name, column } of walled) {
    const { rows } = await owner.client.query<{ relrowsecurity: boolean }>(
      'select relrowsecurity from pg_class where oid = $1::regclass',
      [name],
    )
    expect(rows, name).toEqual([{ relrowsecurity: true }])
    for (const { id } of tenants) {
      const found = await owner.client.query(`select 1 from ${name} where ${column} = $1`, [id])
      expect(found.rowCount, `${name}: the test needs a row`).toBeGreaterThan(0)
    }
  }
})

test('the broker’s roles own nothing, log in nowhere and are above no wall', async () => {
  const { rows } = await owner.client.query(
    `select rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication,
       (select count(*)::int from pg_shdepend where refobjid = pg_roles.oid and deptype = 'o') as owned,
       (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships
     from pg_roles where rolname = any ($1) order by rolname`,
    [roles],
  )
  const nothing = {
    rolsuper: false,
    rolbypassrls: false,
    rolcanlogin: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
    owned: 0,
    memberships: 0,
  }
  expect(rows).toEqual(roles.toSorted().map((rolname) => ({ rolname, ...nothing })))
})

test('without a tenant `app` sees no row of any', async () => {
  for (const { name } of await seenByApp('select'))
    expect((await as('reeve_app', '', `select 1 from ${name}`)).rowCount, name).toBe(0)
  expect((await as('reeve_app', '', 'select 1 from any_job')).rowCount).toBe(0)
})

test('with a tenant set `app` sees its rows and no other’s', async () => {
  const [mine] = tenants as [Made]
  const tables = await seenByApp('select')
  expect(tables.length).toBeGreaterThan(6)
  for (const { name, column } of [...tables, { name: 'any_job', column: 'tenant_id' }]) {
    const { rows } = await as(
      'reeve_app',
      mine.id,
      `select distinct ${column} as tenant from ${name}`,
    )
    expect(rows, name).toEqual([{ tenant: mine.id }])
  }
})

/** The columns of a table that can be written. */
async function columnsOf(table: string): Promise<string> {
  const { rows } = await owner.client.query<{ names: string }>(
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO'`,
    [table],
  )
  return rows[0]!.names
}

test('`app` can neither make, take, change nor remove another tenant’s rows', async () => {
  const [mine, other] = tenants as [Made, Made]
  for (const { name, column } of walled) {
    const { rows } = await owner.client.query<{ row: object }>(
      `select to_jsonb(t) as row from ${name} as t where ${column} = $1 limit 1`,
      [other.id],
    )
    const given = await columnsOf(name)
    const copy = `insert into ${name} (${given}) select ${given} from jsonb_populate_record(null::${name}, $1)`
    expect(await codeOf(as('reeve_app', mine.id, copy, [rows[0]!.row])), `insert ${name}`).toBe(
      '42501',
    )
    const gift = `update ${name} set ${column} = $1 where ${column} = $2`
    expect(
      await codeOf(as('reeve_app', mine.id, gift, [other.id, mine.id])),
      `give away ${name}`,
    ).toBe('42501')
  }
  for (const { name, column } of await seenByApp('update'))
    expect(
      (
        await as(
          'reeve_app',
          mine.id,
          `update ${name} set ${column} = ${column} where ${column} = $1`,
          [other.id],
        )
      ).rowCount,
      name,
    ).toBe(0)
  for (const { name, column } of await seenByApp('delete'))
    expect(
      (await as('reeve_app', mine.id, `delete from ${name} where ${column} = $1`, [other.id]))
        .rowCount,
      name,
    ).toBe(0)
})

test('nobody but their owner changes or removes audit events', async () => {
  for (const role of roles)
    for (const verb of [
      'update audit_event set detail = null',
      'delete from audit_event',
      'truncate audit_event',
    ])
      expect(await codeOf(as(role, tenants[0]!.id, verb)), `${role}: ${verb}`).toBe('42501')
})

test('the doors in the wall are few, named, and bound to one schema', async () => {
  const { rows } = await owner.client.query<{ name: string; open: boolean; path: string }>(
    `select proname as name, array_to_string(proconfig, ',') as path, has_function_privilege('public', oid, 'execute') as open
     from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
  )
  const path = 'search_path=public, pg_temp'
  const doors = [
    'cut_audit',
    'find_agent_token',
    'find_app',
    'find_bootstrap_token',
    'find_enrolment_key',
    'find_launch_token',
    'find_platform_key',
    'find_principal',
    'find_tenant',
    'jobs_held_by',
    'key_used',
  ]
  // Who waits for whom is nobody's row: whatever changes jobs, tenants or plans keeps it, as whichever role.
  const keepers = [
    'job_added',
    'job_came_back',
    'job_ended',
    'plan_changed',
    'rearrange',
    'tenant_assigned',
  ]
  const all = [...doors, ...keepers, 'tenant_changed', 'tenant_removed', 'unpark'].toSorted()
  expect(rows).toEqual(all.map((name) => ({ name, path, open: false })))
})
