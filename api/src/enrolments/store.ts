// Every SQL statement of enrolment itself; agents have their own.
import { sql } from '../db/sql.ts'
import type { Facts } from './method.ts'

export const findAgentToken = sql<Omit<Facts, 'agent_token_id'> & { id: string }>`
  select * from find_agent_token(${'hash'})`
