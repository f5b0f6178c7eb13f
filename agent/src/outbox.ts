// What one attempt has to report: kept in order until the broker has it, sent again after a reconnect, and bounded.
import type { Clock } from './clock.ts'
import type { Event, Line, Result } from './messages.ts'

/** Sends an event; its sequence on the stream, or undefined when there is no stream. */
export type Transmit = (event: Event) => number | undefined

export const bounds = {
  batch_lines: 100,
  batch_ms: 100,
  batch_chars: 256 << 10,
  held_lines: 10_000,
  held_chars: 4 << 20,
  /** Reports of one attempt that may wait for their acknowledgement at the same time. */
  in_flight: 8,
  /** After the broker said "not now". */
  again_ms: 1_000,
} as const

interface Item {
  event: Event
  lines?: Line[]
  chars: number
  /** Lines still being added. */
  open: boolean
  sequence?: number | undefined
}

export interface Outbox {
  started(): void
  progress(percent: number, message: string): void
  line(level: string, text: string): void
  result(result: Result): void
  /** The broker has the report of this sequence; true when that was the result. */
  delivered(sequence: number): boolean
  /** The broker could not take it now. */
  postponed(sequence: number): void
  /** The broker will never take it: it is forgotten. True when that was the result. */
  refused(sequence: number): boolean
  /** There is a new stream: everything that was not acknowledged goes again, in its order. */
  resend(): void
  close(): void
}

export function createOutbox(clock: Clock, transmit: Transmit): Outbox {
  let items: Item[] = []
  let number = 0
  let heldLines = 0
  let heldChars = 0
  let lost = 0
  let cancelTimer = () => {}

  function pump(): void {
    let inFlight = items.filter((item) => item.sequence !== undefined).length
    for (const item of items) {
      if (item.sequence !== undefined) continue
      if (item.open || inFlight >= bounds.in_flight) return
      item.sequence = transmit(item.event)
      if (item.sequence === undefined) return
      inFlight += 1
    }
  }

  function add(event: Event): void {
    shut()
    items.push({ event, chars: 0, open: false })
    pump()
  }

  /** Ends the batch of lines that is being filled. */
  function shut(): void {
    const last = items.at(-1)
    if (last?.open) last.open = false
    cancelTimer()
  }

  function batch(chars: number): Item {
    const last = items.at(-1)
    if (last?.open && last.chars + chars <= bounds.batch_chars) return last
    shut()
    const lines: Line[] = []
    const item: Item = { event: { lines: { lines } }, lines, chars: 0, open: true }
    items.push(item)
    cancelTimer = clock.after(bounds.batch_ms, () => {
      shut()
      pump()
    })
    return item
  }

  function keepLine(level: string, text: string): void {
    const item = batch(text.length)
    number += 1
    item.lines?.push({ number, level, text, at: clock.date().toISOString() })
    item.chars += text.length
    heldLines += 1
    heldChars += text.length
    if (item.lines?.length === bounds.batch_lines) shut()
  }

  function noteLost(): void {
    if (lost > 0)
      keepLine('warn', `${lost} log lines were dropped here: the broker did not take them in time.`)
    lost = 0
  }

  function take(sequence: number): Item | undefined {
    const item = items.find((each) => each.sequence === sequence)
    if (item === undefined) return undefined
    items = items.filter((each) => each !== item)
    heldLines -= item.lines?.length ?? 0
    heldChars -= item.chars
    return item
  }

  function finish(sequence: number): boolean {
    const item = take(sequence)
    pump()
    return item?.event.result !== undefined
  }

  return {
    started: () => add({ started: {} }),
    progress(percent, message) {
      const event: Event = { progress: { percent, message } }
      const waiting = items.find((item) => item.event.progress && item.sequence === undefined)
      if (waiting) waiting.event = event
      else add(event)
    },
    line(level, text) {
      if (heldLines >= bounds.held_lines || heldChars + text.length > bounds.held_chars) {
        lost += 1
        return
      }
      noteLost()
      keepLine(level, text)
      pump()
    },
    result(result) {
      noteLost()
      add({ result })
    },
    delivered: finish,
    refused: finish,
    postponed(sequence) {
      const item = items.find((each) => each.sequence === sequence)
      if (item === undefined) return
      // it stays counted as in flight until then, and what follows it waits: the order holds
      clock.after(bounds.again_ms, () => {
        if (item.sequence !== sequence) return
        item.sequence = undefined
        pump()
      })
    },
    resend() {
      for (const item of items) item.sequence = undefined
      pump()
    },
    close() {
      items = []
      cancelTimer()
    },
  }
}
