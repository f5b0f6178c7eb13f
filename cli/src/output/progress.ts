// A line at the bottom of a terminal that changes in place; nothing at all where there is no terminal.
import type { Sink } from '../io.ts'
import { fit } from './text.ts'

export interface ProgressLine {
  show(text: string): void
  /** Writes lines above it. */
  print(lines: string[]): void
  clear(): void
}

export function progressLine(sink: Sink): ProgressLine {
  let shown = ''
  const draw = (text: string) => {
    if (!sink.isTTY || text === shown) return
    sink.write(`\r\u001b[2K${text}`)
    shown = text
  }
  return {
    show: (text) => draw(fit(text, (sink.columns ?? 80) - 1)),
    print(lines) {
      const below = shown
      draw('')
      for (const line of lines) sink.write(line)
      draw(below)
    },
    clear: () => draw(''),
  }
}
