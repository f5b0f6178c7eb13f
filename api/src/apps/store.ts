// Every SQL statement about apps. Their secrets never leave the database, not even as hashes.
import { columns as agentColumns, joined as agentJoined } from '../agents/store.ts'
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type App = Schemas['App']

const columns = piece`app.id, tenant.slug as tenant, app.name, app.description, app.scopes, app.token_ttl_seconds,
    app.id as client_id,
    case when app.previous_until > now() then app.previous_until end as secret_previous_until,
    app.revision, app.created_at`

const joined = piece`join tenant on tenant.id = app.tenant_id`

const named = piece`app.tenant_id = current_tenant()`

export const insert = sql<App>`
  with app as (
    insert into app (id, name, description, scopes, token_ttl_seconds, secret_hash)
    values (${'id'}, ${'name'}, ${'description'}, ${'scopes'}, ${'token_ttl_seconds'}, ${'secret_hash'})
    returning *
  )
  select ${columns}
  from app ${joined}`

export const byName = sql<App>`
  select ${columns}
  from app ${joined}
  where ${named}
  and (app.name = ${'app'} or app.id::text = ${'app'})`

/** Its ceiling cannot change until the caller's transaction ends. */
export const heldByName = sql<App>`
  select ${columns}
  from app ${joined}
  where ${named}
  and (app.name = ${'app'} or app.id::text = ${'app'})
  for share of app`

export const replace = sql<App>`
  with app as (
    update app
    set description = ${'description'}, scopes = ${'scopes'}, token_ttl_seconds = ${'token_ttl_seconds'},
      revision = revision + 1
    where ${named}
    and (name = ${'app'} or id::text = ${'app'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from app ${joined}`

/** The present secret is the one of before from now on, for a while or not at all. No row while two are taken. */
export const rotate = sql<App>`
  with app as (
    update app
    set secret_hash = ${'secret_hash'}, revision = revision + 1,
      previous_hash = case when ${'overlap_seconds'}::int > 0 then secret_hash end,
      previous_until = case when ${'overlap_seconds'}::int > 0
        then now() + make_interval(secs => ${'overlap_seconds'}::int) end
    where ${named}
    and (name = ${'app'} or id::text = ${'app'})
    and (${'overlap_seconds'}::int = 0 or previous_until is null or previous_until <= now())
    returning *
  )
  select ${columns}
  from app ${joined}`

/** Its launch tokens go with it. */
export const remove = sql<{ id: string }>`
  delete from app
  where ${named}
  and (name = ${'app'} or id::text = ${'app'})
  returning id`

export const all = sql<App>`
  select ${columns}
  from app ${joined}
  where (${'after'}::uuid is null or app.id > ${'after'})
  and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
  order by app.id
  limit ${'limit'}`

/** Those whose latest enrolment is by one of its launch tokens. */
export const agents = sql<Schemas['Agent']>`
  select ${agentColumns}
  from agent ${agentJoined}
  where agent.tenant_id = current_tenant()
  and enrolment.app_id = ${'app_id'}
  and (${'after'}::uuid is null or agent.id > ${'after'})
  order by agent.id
  limit ${'limit'}`

export interface FoundApp {
  id: string
  name: string
  tenant_id: string
  tenant: string
  scopes: string[]
  token_ttl_seconds: number | null
}

/** The app, if this is its secret, or was until a moment ago that has not ended. */
export const find = sql<FoundApp>`
  select id, name, tenant_id, tenant, scopes, token_ttl_seconds
  from find_app(${'client'}, ${'hash'})`
