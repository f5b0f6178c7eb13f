// Every SQL statement about the broker itself.
import { sql } from '../db/sql.ts'

export const ping = sql<{ ok: number }>`select 1 as ok`

export const migrations = sql<{ number: number; name: string; sha256: string }>`
  select number, name, sha256 from migration
  order by number`
