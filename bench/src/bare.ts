// Bare agents, in a process of their own: what remains of an agent is what the broker hears of it.
import { once } from 'node:events'
import type { Answers, Orders } from './bare-child.ts'
import { startChild } from './child.ts'
import { helperOf } from './program.ts'

export interface BareAgents extends AsyncDisposable {
  ask: <Name extends keyof Orders>(name: Name, order: Orders[Name]) => Promise<Answers[Name]>
}

export function startBareAgents(): BareAgents {
  const child = startChild(helperOf('bare-child'), {})
  const ended = once(child.process, 'exit').then(() => {
    throw new Error('The process of the bare agents ended; see above.')
  })
  ended.catch(() => undefined) // thrown to whoever asks
  return {
    async ask(name, order) {
      child.process.send({ [name]: order })
      const [answer] = await Promise.race([once(child.process, 'message'), ended])
      return answer as Answers[typeof name]
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
