// A broker with some audit events in its chain, sealed and under a checkpoint.
import type { Answer } from './broker.ts'
import { type OpenBroker, startOpenBroker } from './tables.ts'
import { until } from './wait.ts'

export interface SealedBroker extends OpenBroker {
  /** What a statement gives, run as the owner of the tables. */
  rows: <Row>(text: string, values?: unknown[]) => Promise<Row[]>
  /** What the broker says about its chain. */
  verified: (query?: string) => Promise<Answer['body']>
  /** Every event has its place. */
  sealed: () => Promise<unknown>
  /** A checkpoint over all that is sealed; its place. */
  checkpoint: () => Promise<number>
}

export async function startSealedBroker(): Promise<SealedBroker> {
  const broker = await startOpenBroker()
  const rows = async <Row>(text: string, values: unknown[] = []) =>
    (await broker.tables.client.query(text, values)).rows as Row[]
  const sealed = () =>
    until(
      () => rows('select 1 from audit_event where sequence is null'),
      (unsealed) => unsealed.length === 0,
    )
  const checkpoint = async () => {
    await sealed()
    // One is due after a minute: the last one is made older.
    await rows(`update audit_chain set checkpoint_at = now() - interval '61 s'`)
    const [chain] = await until(
      () =>
        rows<{ sequence: number; checkpoint: number }>(
          'select sequence::int, checkpoint::int from audit_chain',
        ),
      ([it]) => it!.sequence === it!.checkpoint,
    )
    await rows('update audit_chain set checkpoint_at = now()') // there may have been nothing to cover
    return chain!.checkpoint
  }
  for (let number = 1; number <= 8; number++)
    await broker.request('POST', '/api/v1/tenants', { body: { slug: `tenant-${number}` } })
  await checkpoint()
  return {
    ...broker,
    rows,
    verified: async (query = '') =>
      (await broker.request('GET', `/api/v1/audit-verification${query}`)).body,
    sealed,
    checkpoint,
  }
}

/** A file in one piece, for whoever reads files in pieces. */
export async function* once(text: string): AsyncGenerator<string> {
  yield text
}
