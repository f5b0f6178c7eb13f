// Waits for a job to end: asks less and less often, shows its progress and its lines as they come.
import { setTimeout } from 'node:timers/promises'
import type { Client, Schemas } from '@reeve/openapi'
import type { Io } from '../io.ts'
import { progressLine } from '../output/progress.ts'
import { plain } from '../output/text.ts'

type Job = Schemas['Job']

const soonest = 100
const latest = 2_000

/** Resolves with the ended job, or with undefined when `seconds` are over. */
export async function waitFor(
  api: Client,
  path: { tenant: string; job: string },
  { stderr, signal }: Io,
  seconds: number,
): Promise<Job | undefined> {
  const end = performance.now() + seconds * 1000
  const progress = progressLine(stderr)
  let cursor: string | undefined
  let before = ''
  try {
    for (let delay = soonest; ; delay = Math.min(latest, delay * 1.5)) {
      const job = await api.getJob({ path })
      const lines = await newLines(api, path, cursor)
      cursor = lines.cursor
      if (lines.texts.length > 0) progress.print(lines.texts)
      if (hasEnded(job)) return job
      const now = `${job.status} ${job.attempt} ${job.progress} ${job.progress_message}`
      progress.show(textOf(job))
      if (now !== before || lines.texts.length > 0) delay = soonest
      before = now
      if (performance.now() + delay > end) return undefined
      await setTimeout(delay, undefined, signal && { signal })
    }
  } finally {
    progress.clear()
  }
}

const over = new Set<Job['status']>(['completed', 'failed', 'cancelled', 'expired'])

const hasEnded = ({ status }: Job): boolean => over.has(status)

async function newLines(
  api: Client,
  path: { tenant: string; job: string },
  from: string | undefined,
) {
  const texts: string[] = []
  let cursor = from
  for (;;) {
    const query = { limit: 1000, ...(cursor !== undefined && { cursor }) }
    const { items, next_cursor: next } = await api.listJobLines({ path, query })
    texts.push(...items.map(({ level, text }) => `${level.padEnd(5)} ${plain(text)}\n`))
    cursor = next ?? cursor
    if (items.length < 1000) return { texts, cursor }
  }
}

function textOf({ id, status, attempt, progress, progress_message: message }: Job): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : ''
  const done = status === 'running' ? ` ${progress} %` : ''
  return plain(`job ${id}: ${status}${again}${done}${message === '' ? '' : ` ${message}`}`)
}
