// Whose turn it is in a lane: weighted shares for tenants, counted in claims. No I/O: a lane's state in, an order out.

/** Tenants of one weight take turns. */
export interface WeightClass {
  weight: number
  /** Tenants that wait, or whose last turn is less than a period (1 / weight) ago. */
  members: number
  /** Virtual time at which the class's next claim is due. */
  tag: number
  /** Whether it had somebody to serve when it was last looked at; one that had not may not save up. */
  open: boolean
}

export interface Lane {
  /** Virtual time: in one unit a tenant of weight w is due w claims. */
  clock: number
  /** The last place given out; whoever is served goes to the tail. */
  turn: number
  classes: WeightClass[]
}

/** A tenant that could be served now. */
export interface Contender {
  tenant: string
  weight: number
}

/** Those that could be served, of each weight in the order of their turns. */
export interface Queue<T extends Contender> {
  weight: number
  waiting: T[]
  /** Whether there are more than these; then nobody here is served twice before them. */
  more: boolean
}

/** Counts tenants into a class, or out of it. What is due to the others moves along in proportion. */
export function resize(lane: Lane, weight: number, by: number): void {
  const found = lane.classes.find((one) => one.weight === weight)
  const before = found?.members ?? 0
  const members = Math.max(0, before + by)
  if (members === 0) {
    lane.classes = lane.classes.filter((one) => one !== found)
    return
  }
  if (!found) {
    lane.classes.push({ weight, members, tag: lane.clock, open: false })
    return
  }
  found.members = members
  if (found.tag > lane.clock) found.tag = lane.clock + ((found.tag - lane.clock) * before) / members
}

/** The weights of all that share the lane, added up. */
export const sum = (lane: Lane): number =>
  lane.classes.reduce((all, { weight, members }) => all + weight * members, 0)

/**
 * Most claims of others that a tenant waits for while it could be served: its share of all weights in the lane,
 * and one for each weight there is.
 */
export const bound = (weights: number, classes: number, weight: number): number =>
  Math.ceil(weights / weight - 1e-9) + classes

export interface Turns<T> {
  /** Who is next: of the weight that is due first, whoever was served longest ago. Undefined: nobody, or unknown. */
  next: () => T | undefined
  /** Whoever is next was served; `again`: it could be served once more. Returns its new place. */
  served: (again: boolean) => { turn: number; clock: number }
  /** Whoever is next cannot be served after all: it keeps its place and costs nobody anything. */
  skipped: () => void
}

/** Gives out turns, and moves the lane along, until nobody is left or it is not known who would be next. */
export function createTurns<T extends Contender>(
  lane: Lane,
  queues: ReadonlyArray<Queue<T>>,
): Turns<T> {
  const lines = linesOf(lane, queues)
  let at: Line<T> | undefined
  const shift = (again: boolean): void => {
    const tenant = at!.waiting.shift()!
    if (again) at!.waiting.push(tenant)
    at!.known -= 1
    at!.of.open = at!.waiting.length > 0 || at!.more
  }
  return {
    next() {
      at = undefined
      for (const line of lines) if (line.of.open && (!at || line.of.tag < at.of.tag)) at = line
      return at && (at.known > 0 || !at.more) ? at.waiting[0] : undefined
    },
    served(again) {
      const { of } = at!
      lane.clock = Math.max(lane.clock, of.tag) // nobody is due before, so time need not pass
      of.tag += 1 / (of.weight * of.members)
      lane.clock += 1 / sum(lane)
      lane.turn += 1
      shift(again)
      return { turn: lane.turn, clock: lane.clock }
    },
    skipped: () => shift(false),
  }
}

interface Line<T extends Contender> extends Queue<T> {
  of: WeightClass
  /** How many of those that wait have not been next yet. */
  known: number
}

function linesOf<T extends Contender>(lane: Lane, queues: ReadonlyArray<Queue<T>>): Array<Line<T>> {
  const lines: Array<Line<T>> = []
  for (const of of lane.classes) {
    const queue = queues.find(({ weight }) => weight === of.weight)
    const open = queue !== undefined && (queue.waiting.length > 0 || queue.more)
    if (open && !of.open) of.tag = Math.max(of.tag, lane.clock)
    of.open = open
    if (queue)
      lines.push({ ...queue, waiting: [...queue.waiting], of, known: queue.waiting.length })
  }
  return lines
}

/** Since when a member must have been without a turn to count no more: it has nothing to run, or nobody can run it. */
export const lapse = (lane: Lane, weight: number): { idle: number; stuck: number } => ({
  idle: lane.clock - 1 / weight,
  stuck: lane.clock - 1 / weight - 1,
})
