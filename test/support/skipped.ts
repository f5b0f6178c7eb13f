// Says at the end of a run, in one sentence, what was skipped and why.
import type { Reporter, TestModule } from 'vitest/node'

/** A skipped group or test says why in its name: `the provider – skipped: there is no terraform on the PATH`. */
const reasonIn = /skipped: (.+?)(?= > |$)/

export class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>()
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const reason = reasonIn.exec(test.fullName)?.[1] ?? 'no reason given'
        counts.set(reason, (counts.get(reason) ?? 0) + 1)
      }
    }
    if (counts.size === 0) return
    const parts = [...counts].map(([reason, count]) => `${count} (${reason})`)
    console.log(`Skipped tests: ${parts.join(', ')}.\n`)
  }
}
