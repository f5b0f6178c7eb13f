// The log of one request, with its id. Most requests never use theirs, so it is made when it is first used.
import type { FastifyBaseLogger } from 'fastify'

interface Lazy {
  parent: FastifyBaseLogger
  bindings: object
  made?: FastifyBaseLogger
}

type Verb = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'
const verbs: Verb[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'child']

const shared = Object.fromEntries(
  verbs.map((verb) => [
    verb,
    function (this: Lazy, ...given: unknown[]) {
      this.made ??= this.parent.child(this.bindings)
      return Reflect.apply(this.made[verb], this.made, given) as unknown
    },
  ]),
)

export function requestLog(parent: FastifyBaseLogger, bindings: object): FastifyBaseLogger {
  const lazy = Object.create(shared) as Lazy
  lazy.parent = parent
  lazy.bindings = bindings
  return lazy as unknown as FastifyBaseLogger
}
