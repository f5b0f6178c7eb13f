// A handler of a job type of one's own. Run it: AGENT_HANDLERS=examples/handlers/word-count.js reeve-agent
import { setImmediate } from 'node:timers/promises'
import { defineHandler } from '@reeve/agent/handler'

export const wordCount = defineHandler({
  type: 'word_count',
  // The broker has checked the payload against the type's schema; this gives it a type, and checks it once more.
  payload(/** @type {{ texts?: string[] }} */ { texts }) {
    if (!Array.isArray(texts)) throw new TypeError('texts is no list')
    return { texts }
  },
  async run({ payload: { texts } }, { signal, progress, log }) {
    const counts = []
    for (const [index, text] of texts.entries()) {
      signal.throwIfAborted()
      counts.push(text.split(/\s+/).filter(Boolean).length)
      log.info('counted text', index + 1)
      progress(((index + 1) / texts.length) * 100, `text ${index + 1} of ${texts.length}`)
      await setImmediate() // a moment in which a cancellation is heard
    }
    return { counts, words: counts.reduce((sum, count) => sum + count, 0) }
  },
})
