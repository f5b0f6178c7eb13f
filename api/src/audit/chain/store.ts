// Every SQL statement about the chain of audit events, its checkpoints, and the keys that sign them.
import type { AuditedEvent, SealedEvent } from '@reeve/openapi'
import { piece, sql } from '../../db/sql.ts'

/** What is under an event's digest. Time as text, so that what is hashed is what is shown. */
const audited = piece`
  id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, operation, result, actor_kind, actor_id,
  actor_name, tenant_id, target, detail, request_id, agent_id, subject, task_id, app_id, extra`

export interface Head {
  sequence: number
  hash: string
  /** What the chain begins after. */
  anchor: number
  anchor_hash: string
  /** Events since the last checkpoint, and how long ago that was, in ms. */
  unsigned: number
  unsigned_ms: number
}

const head = piece`
  sequence, encode(hash, 'hex') as hash, anchor, encode(anchor_hash, 'hex') as anchor_hash,
  sequence - checkpoint as unsigned,
  extract(epoch from clock_timestamp() - checkpoint_at) * 1000 as unsigned_ms`

export const readHead = sql<Head>`select ${head} from audit_chain`

/** Whoever seals holds it; two sealers wait for each other. */
export const holdHead = sql<Head>`select ${head} from audit_chain for update`

export const unsealed = sql<Omit<AuditedEvent, 'sequence'>>`
  select ${audited}
  from audit_event
  where sequence is null
  order by id
  limit ${'limit'}`

export const countUnsealed = sql<{ unsealed: number }>`
  select count(*) as unsealed from audit_event where sequence is null`

/** Tells how many it sealed. */
export const seal = sql<{ sealed: number }>`
  with sealed as (
    update audit_event
    set sequence = given.sequence, prev_hash = given.prev_hash, hash = given.hash
    from unnest(${'ids'}::uuid[], ${'sequences'}::bigint[], ${'prev_hashes'}::bytea[], ${'hashes'}::bytea[])
      as given (id, sequence, prev_hash, hash)
    where audit_event.id = given.id and audit_event.sequence is null
    returning 1
  )
  select count(*) as sealed from sealed`

export const moveHead = sql<never>`
  update audit_chain set sequence = ${'sequence'}, hash = ${'hash'}::bytea`

export const addCheckpoint = sql<never>`
  with added as (
    insert into audit_checkpoint (sequence, hash, kid, statement)
    values (${'sequence'}, ${'hash'}::bytea, ${'kid'}, ${'statement'})
    returning sequence
  )
  update audit_chain set checkpoint = added.sequence, checkpoint_at = clock_timestamp() from added`

/** The database's time, as events have it. */
export const now = sql<{ at: string }>`
  select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`

/** Some of the chain, in its order. */
export const stretch = sql<SealedEvent>`
  select sequence, ${audited}, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
  from audit_event
  where sequence > ${'after'}
  order by sequence
  limit ${'limit'}`

export const hashAt = sql<{ hash: string }>`
  select encode(hash, 'hex') as hash from audit_event where sequence = ${'sequence'}`

/** What a key signed that leaked proves nothing. */
export const checkpointsBetween = sql<{ sequence: number; statement: string }>`
  select sequence, statement
  from audit_checkpoint
  where sequence >= ${'from'} and sequence <= ${'to'}
  and not exists (
    select from signing_key where signing_key.kid = audit_checkpoint.kid and withdrawn_at is not null
  )`

export const cutUpTo = sql<{ removed: number }>`
  select cut_audit(
    (select max(sequence) from audit_checkpoint where at < now() - make_interval(days => ${'days'})), ${'most'}
  ) as removed`

export interface AuditKeyRow {
  kid: string
  public_jwk: { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' }
  private_jwk: Buffer
  signs: boolean
}

/** All that ever signed, the youngest first; without those that leaked: later signatures cover what they signed. */
export const auditKeys = sql<AuditKeyRow>`
  select kid, public_jwk, private_jwk, signs_from <= now() as signs
  from signing_key
  where purpose = 'audit' and withdrawn_at is null
  order by signs_from desc, created_at desc`
