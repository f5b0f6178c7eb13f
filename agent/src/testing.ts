// What this room's unit tests share: a clock the test turns, a logger that keeps, a carrier in memory, slots by hand.
import type { Outcome, RunOptions } from '@reeve/sandbox'
import type { Carrier, Ending, Listener } from './carriers/carrier.ts'
import type { Clock } from './clock.ts'
import { scriptRunner } from './handlers/script.ts'
import { createLogger, type Logger } from './logger.ts'
import type { AgentMessage, Assignment, BrokerMessage, Report } from './messages.ts'
import { Slots } from './slots.ts'

export interface TurnedClock extends Clock {
  /** Goes on by so many ms; timers fire in their order, and what they set off is done before the next. */
  turn(ms: number): Promise<void>
  /** Goes on without a timer firing, as for a process that was stopped. */
  jump(ms: number): void
}

/** Lets everything run that needs no time. */
export const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))

export function turnedClock(): TurnedClock {
  let now = 1_000
  const timers = new Set<{ at: number; callback: () => void }>()
  return {
    now: () => now,
    date: () => new Date(Date.UTC(2026, 0, 1) + now),
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    jump(ms) {
      now += ms
    },
    async turn(ms) {
      const end = now + ms
      await settled()
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.callback()
        await settled()
      }
      now = end
    },
  }
}

export function keptLog(): { logger: Logger; lines: Record<string, unknown>[]; text(): string } {
  const lines: Record<string, unknown>[] = []
  let text = ''
  const write = (line: string) => {
    text += line
    lines.push(JSON.parse(line) as Record<string, unknown>)
  }
  return { logger: createLogger('debug', { write }), lines, text: () => text }
}

export interface Line {
  token: string
  sent: AgentMessage[]
  reports(): Report[]
  say(message: BrokerMessage): void
  end(ending: Ending): void
  closed: boolean
}

/** Both ends of a carrier: the agent's, and the broker's as the test plays it. */
export function memoryCarrier(): { carrier: Carrier; lines: Line[]; latest(): Line } {
  const lines: Line[] = []
  const open = (token: string, listener: Listener) => {
    let over = false
    const line: Line = {
      token,
      sent: [],
      closed: false,
      reports: () => line.sent.flatMap(({ report }) => (report ? [report] : [])),
      say: listener.onMessage,
      end(ending) {
        if (over) return
        over = true
        listener.onEnd(ending)
      },
    }
    lines.push(line)
    return {
      send: (message: AgentMessage) => void (over || line.sent.push(message)),
      close() {
        line.closed = true
        queueMicrotask(() => line.end({ kind: 'lost', detail: 'closed' }))
      },
    }
  }
  return { carrier: { open }, lines, latest: () => lines.at(-1) as Line }
}

export function assignmentOf(given: Partial<Assignment> & { script?: string } = {}): Assignment {
  const { script = 'return 1', ...rest } = given
  return {
    job: 'job-1',
    attempt: 1,
    tenant: 'acme',
    type: 'script',
    payload: Buffer.from(JSON.stringify({ script, input: null })),
    job_token: 'secret-job-token',
    timeout_ms: 60_000,
    lease_ms: 30_000,
    context: Buffer.alloc(0),
    ...rest,
  }
}

/** No API for scripts. */
export const nowhere = { url: 'http://127.0.0.1:1', tenant_host_suffix: null }

/** All that these slots report from now on. */
export function reportsOf(slots: Slots): Report[] {
  const reports: Report[] = []
  slots.attach((report) => void reports.push(report), 90_000)
  return reports
}

/** A script the test ends by hand; like the real one it is `cancelled` when its signal aborts. */
function handScripts() {
  const running: { options: RunOptions; end(outcome: Outcome): void }[] = []
  const runScript = (options: RunOptions) =>
    new Promise<Outcome>((end) => {
      running.push({ options, end })
      options.signal?.addEventListener('abort', () => end({ status: 'cancelled' }))
    })
  return { running, runScript }
}

/** Slots on such scripts, with every report they send. */
export function handSlots(max_concurrent = 2) {
  const clock = turnedClock()
  const { running, runScript } = handScripts()
  const runners = new Map([['script', scriptRunner(runScript, nowhere)]])
  const log = keptLog()
  const slots = new Slots({ max_concurrent, clock, logger: log.logger, runners })
  const reports = reportsOf(slots)
  const acknowledge = (code = '') =>
    slots.acknowledge({
      sequence: Number(reports.at(-1)?.sequence),
      accepted: code === '',
      code,
      detail: 'because',
    })
  const results = () => reports.filter(({ result }) => result)
  return { clock, running, slots, reports, results, acknowledge, log }
}
