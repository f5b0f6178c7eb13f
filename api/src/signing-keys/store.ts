// Every SQL statement about signing keys and master keys as operators see them.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type SigningKey = Schemas['SigningKey']

/** The youngest whose time has come signs. */
const columns = piece`id, kid, purpose,
    case
      when withdrawn_at is not null then 'withdrawn'
      when retires_at <= now() then 'retired'
      when signs_from > now() then 'upcoming'
      when kid = (
        select other.kid from signing_key as other
        where other.purpose = signing_key.purpose and other.withdrawn_at is null and other.signs_from <= now()
        order by other.signs_from desc, other.created_at desc
        limit 1
      ) then 'signing'
      else 'verifying'
    end as state,
    signs_from, retires_at, created_at`

export const all = sql<SigningKey>`
  select ${columns}
  from signing_key
  where (${'after'}::uuid is null or id > ${'after'})
  and (${'purpose'}::text is null or purpose = ${'purpose'})
  order by id
  limit ${'limit'}`

export const byName = sql<SigningKey>`
  select ${columns}
  from signing_key
  where kid = ${'signing_key'} or id::text = ${'signing_key'}`

/** One rotation or withdrawal at a time. */
export const lock = sql<{ kid: string }>`
  select kid from signing_key where purpose = ${'purpose'} order by kid for update`

/** Those before verify until what they signed has ended; what proves the audit trail does for ever. */
export const supersede = sql<{ kid: string }>`
  update signing_key
  set superseded_at = now(),
    retires_at = case purpose when 'session' then now() + make_interval(secs => ${'seconds'}) end
  where purpose = ${'purpose'} and superseded_at is null
  returning kid`

export const insert = sql<{ kid: string }>`
  insert into signing_key (id, kid, public_jwk, private_jwk, purpose, signs_from)
  values (${'id'}, ${'kid'}, ${'public_jwk'}::json, ${'private_jwk'}, ${'purpose'},
    now() + make_interval(secs => ${'publish_seconds'}))
  returning kid`

export const withdraw = sql<{ kid: string }>`
  update signing_key
  set withdrawn_at = now()
  where kid = ${'kid'}
  returning kid`

/** When the youngest is withdrawn, the one before it signs again, and retires no more. */
export const reinstate = sql<{ kid: string }>`
  update signing_key
  set superseded_at = null, retires_at = null
  where kid = (
    select kid from signing_key
    where purpose = ${'purpose'} and withdrawn_at is null
    order by signs_from desc, created_at desc
    limit 1
  )
  returning kid`

/** Keys of a purpose that could sign now. */
export const ready = sql<{ keys: number }>`
  select count(*) as keys
  from signing_key
  where purpose = ${'purpose'} and withdrawn_at is null and signs_from <= now()
  and (retires_at is null or retires_at > now())`

/** Brokers that live and run with another master key. */
export const othersInUse = sql<{ replicas: number }>`
  select count(*) as replicas
  from replica
  where alive_until > now() and master_id is distinct from ${'master_id'}::bytea`

/** Roots stay, under the master key that is left. */
export const retireOthers = sql<{ master_id: Buffer }>`
  delete from vault_key
  where master_id <> ${'master_id'}::bytea
  and exists (select from vault_key as kept where kept.master_id = ${'master_id'}::bytea and kept.key_id = vault_key.key_id)
  returning master_id`
