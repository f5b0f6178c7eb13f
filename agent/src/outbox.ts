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
  /** Lines are still being added. */
  open: boolean
  sequence?: number | undefined
}

export class Outbox {
  readonly #clock: Clock
  readonly #transmit: Transmit
  #items: Item[] = []
  #number = 0
  #heldLines = 0
  #heldChars = 0
  #lost = 0
  #cancelTimer = () => {}

  constructor(clock: Clock, transmit: Transmit) {
    this.#clock = clock
    this.#transmit = transmit
  }

  started(): void {
    this.#add({ started: {} })
  }

  progress(percent: number, message: string): void {
    const event: Event = { progress: { percent, message } }
    const waiting = this.#items.find((item) => item.event.progress && item.sequence === undefined)
    if (waiting) waiting.event = event
    else this.#add(event)
  }

  line(level: string, text: string): void {
    const { held_lines, held_chars } = bounds
    if (this.#heldLines >= held_lines || this.#heldChars + text.length > held_chars) {
      this.#lost += 1
      return
    }
    this.#noteLost()
    this.#keepLine(level, text)
    this.#pump()
  }

  result(result: Result): void {
    this.#noteLost()
    this.#add({ result })
  }

  /** The broker has this report, or will never take it: it is forgotten. True when it was the result. */
  settled(sequence: number): boolean {
    const item = this.#items.find((each) => each.sequence === sequence)
    if (item === undefined) return false
    this.#items = this.#items.filter((each) => each !== item)
    this.#heldLines -= item.lines?.length ?? 0
    this.#heldChars -= item.chars
    this.#pump()
    return item.event.result !== undefined
  }

  /** The broker could not take it now. */
  postponed(sequence: number): void {
    const item = this.#items.find((each) => each.sequence === sequence)
    if (item === undefined) return
    this.#clock.after(bounds.again_ms, () => {
      if (item.sequence !== sequence) return // sent again on another stream meanwhile
      item.sequence = undefined
      this.#pump()
    })
  }

  /** There is a new stream: everything that was not acknowledged goes again, in its order. */
  resend(): void {
    for (const item of this.#items) item.sequence = undefined
    this.#pump()
  }

  close(): void {
    this.#items = []
    this.#cancelTimer()
  }

  #pump(): void {
    let inFlight = this.#items.filter((item) => item.sequence !== undefined).length
    for (const item of this.#items) {
      if (item.sequence !== undefined) continue
      if (item.open || inFlight >= bounds.in_flight) return
      item.sequence = this.#transmit(item.event)
      if (item.sequence === undefined) return
      inFlight += 1
    }
  }

  #add(event: Event): void {
    this.#shut()
    this.#items.push({ event, chars: 0, open: false })
    this.#pump()
  }

  /** Ends the batch of lines that is being filled. */
  #shut(): void {
    const last = this.#items.at(-1)
    if (last?.open) last.open = false
    this.#cancelTimer()
  }

  #batch(chars: number): Item {
    const last = this.#items.at(-1)
    if (last?.open && last.chars + chars <= bounds.batch_chars) return last
    this.#shut()
    const lines: Line[] = []
    const item: Item = { event: { lines: { lines } }, lines, chars: 0, open: true }
    this.#items.push(item)
    this.#cancelTimer = this.#clock.after(bounds.batch_ms, () => {
      this.#shut()
      this.#pump()
    })
    return item
  }

  #keepLine(level: string, text: string): void {
    const item = this.#batch(text.length)
    this.#number += 1
    item.lines?.push({ number: this.#number, level, text, at: this.#clock.date().toISOString() })
    item.chars += text.length
    this.#heldLines += 1
    this.#heldChars += text.length
    if (item.lines?.length === bounds.batch_lines) this.#shut()
  }

  #noteLost(): void {
    if (this.#lost === 0) return
    const text = `${this.#lost} log lines were dropped here: the broker did not take them in time.`
    this.#lost = 0
    this.#keepLine('warn', text)
  }
}
