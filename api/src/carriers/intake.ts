// What one stream has said and was not answered yet. It is taken at once, so that an agent need not wait between two
// reports, but not without bound: a stream that says too much is not read on.
import type { AttemptOutput, ReportOutput } from '@reeve/openapi/agent'

/** Messages of one stream that may be under way, and their size in bytes. */
const most = { messages: 256, bytes: 8 << 20 }

export class Intake {
  #messages = 0
  #bytes = 0
  #reports: AttemptOutput[] = []
  #waiting: Array<() => void> = []

  /** Resolves when the next message may be read. */
  async room(): Promise<void> {
    while (this.#messages >= most.messages || this.#bytes >= most.bytes) await this.#change()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#messages > 0) await this.#change()
  }

  /** `work` never rejects. */
  add(work: Promise<void>, report?: ReportOutput): void {
    const bytes = report ? sizeOf(report) : 0
    const attempt = report?.attempt
    this.#messages += 1
    this.#bytes += bytes
    if (attempt) this.#reports.push(attempt)
    void work.then(() => {
      this.#messages -= 1
      this.#bytes -= bytes
      if (attempt) this.#reports.splice(this.#reports.indexOf(attempt), 1)
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }

  /** Attempts whose reports are under way: an answer follows that tells what became of them. */
  reported(): AttemptOutput[] {
    return this.#reports
  }

  #change(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve))
  }
}

function sizeOf({ lines, result }: ReportOutput): number {
  if (lines) return lines.lines.reduce((sum, { text }) => sum + text.length, 0)
  return result ? result.result.length + result.error.length : 0
}
