// One waiting poll: what it will be answered, and what becomes of jobs whose answer reaches nobody.
import type { Schemas } from '../http/revision.ts'
import type { Problem } from '../problem.ts'
import type { Session } from './registry.ts'
import { type Carrier, giveBack, type Handed, type House, leave } from './session.ts'

type Answer = Omit<Schemas['PollAnswer'], 'lease_ms'>

/** One answer holds no more than this, and one job besides, in characters; the rest goes back and comes with the next. */
const mostCharacters = 16 << 20

export class Wait {
  /** Rejects with the problem that ended the session. */
  readonly answer: Promise<Answer>
  readonly carrier: Carrier = {
    assign: (work) => this.#assign(work),
    cancel: (attempt, reason) => this.tell({ cancelled: [{ ...attempt, reason }], lost: [] }),
    close: (why) => this.#close(why),
  }
  readonly #house: House
  readonly #agent: string
  readonly #gone: AbortSignal
  readonly #jobs: Handed[] = []
  #resolve: (answer: Answer) => void = () => {}
  #reject: (why: Problem) => void = () => {}
  #session: Session | undefined
  #timer: NodeJS.Timeout | undefined
  #over = false
  #drained = false
  #size = 0

  constructor(house: House, agent: string, gone: AbortSignal) {
    this.#house = house
    this.#agent = agent
    this.#gone = gone
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.answer.catch(() => {}) // who awaits it may have failed before
    gone.addEventListener('abort', () => this.#onGone())
  }

  /** From now on it is this session that waits. */
  begun(session: Session): void {
    this.#session = session
  }

  /** Answers with attempts to stop. What comes too late is asked for by the next poll. */
  tell({ cancelled, lost }: Pick<Answer, 'cancelled' | 'lost'>): void {
    this.#settle(() => this.#resolve({ jobs: this.#jobs, cancelled, lost }))
  }

  endAfter(ms: number): void {
    if (!this.#over) this.#timer = setTimeout(() => this.#end(), ms)
  }

  /** Answers with what there is, and sends the agent to another replica. */
  drain(): void {
    this.#drained = true
    this.#end()
  }

  /** There will be no answer: what was assigned goes back. */
  abandon(): void {
    this.#end()
    void this.#giveBack(this.#jobs.splice(0))
  }

  /** Whether the agent is no longer here: it went away before it had its answer, or was sent away. */
  left(): boolean {
    return this.#drained || this.#gone.aborted
  }

  #assign(work: Handed): void {
    if (this.#over || this.#size > mostCharacters) return void this.#giveBack([work])
    this.#size += JSON.stringify(work).length
    this.#jobs.push(work)
    queueMicrotask(() => this.#end()) // with all that the dispatcher hands over at once
  }

  #close(why: Problem): void {
    // A broker that drains has nothing to reproach: the next poll finds another replica.
    if (why.code === 'unavailable') return this.drain()
    this.#settle(() => this.#reject(why))
    this.abandon()
  }

  #onGone(): void {
    const late = this.#over
    this.abandon()
    if (late && this.#session) void leave(this.#house, this.#session)
  }

  #end(): void {
    this.#settle(() => this.#resolve({ jobs: this.#jobs, cancelled: [], lost: [] }))
  }

  #settle(how: () => void): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    if (this.#session) this.#house.registry.remove(this.#session)
    how()
  }

  #giveBack(jobs: Handed[]): Promise<void> {
    return giveBack(this.#house, this.#agent, jobs)
  }
}
