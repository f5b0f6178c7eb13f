// Every SQL statement about approval policies.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'
import type { Policy } from './rules.ts'

type ApprovalPolicy = Schemas['ApprovalPolicy']

const columns = piece`id, name, description, "order", enabled, rules, false as built_in, revision, created_at, updated_at`

/** Rules come as the text of their JSON. */
export const insert = sql<ApprovalPolicy>`
  insert into approval_policy (id, name, description, "order", enabled, rules)
  values (${'id'}, ${'name'}, ${'description'}, ${'order'}, ${'enabled'}, ${'rules'}::text::jsonb)
  returning ${columns}`

export const byName = sql<ApprovalPolicy>`
  select ${columns}
  from approval_policy
  where name = ${'approval_policy'} or id::text = ${'approval_policy'}`

export const replace = sql<ApprovalPolicy>`
  update approval_policy
  set description = ${'description'}, "order" = ${'order'}, enabled = ${'enabled'},
    rules = ${'rules'}::text::jsonb, revision = revision + 1, updated_at = now()
  where (name = ${'approval_policy'} or id::text = ${'approval_policy'})
  and (${'revision'}::int is null or revision = ${'revision'})
  returning ${columns}`

export const remove = sql<{ id: string }>`
  delete from approval_policy
  where name = ${'approval_policy'} or id::text = ${'approval_policy'}
  returning id`

export const all = sql<ApprovalPolicy>`
  select ${columns}
  from approval_policy
  where (${'after'}::uuid is null or id > ${'after'})
  and (${'enabled'}::boolean is null or enabled = ${'enabled'})
  order by id
  limit ${'limit'}`

/** What is asked at an enrolment. */
export const inForce = sql<Policy>`
  select name, "order", enabled, rules
  from approval_policy
  where enabled`
