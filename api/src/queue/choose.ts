// Who gets the next job: of the agents that can do it the one that holds the fewest, ties at random.

/** What an agent can do. */
export interface Abilities {
  /** Types of jobs it has handlers for. */
  types: string[]
  capabilities: string[]
  tools: string[]
  /** Its own and its pool's. */
  labels: string[]
  region: string | null
}

export interface Candidate extends Abilities {
  id: string
  /** Jobs it holds. */
  held: number
  /** Jobs it has room for. */
  free: number
}

/** What a job asks for. */
export interface Wanted {
  id: string
  type: string
  capabilities: string[]
  tools: string[]
  labels: string[]
  region: string | null
  preferred_region: string | null
}

export interface Choice {
  job: string
  agent: string
}

/** Gives jobs, in their order, to agents that can do them while there is room. `random` is in [0, 1). */
export function choose(
  jobs: readonly Wanted[],
  agents: readonly Candidate[],
  random: () => number = Math.random,
): Choice[] {
  const room = agents.map((agent) => ({ ...agent }))
  const choices: Choice[] = []
  for (const job of jobs) {
    const able = room.filter((agent) => agent.free > 0 && missingFor(job, agent).length === 0)
    const near = able.filter(({ region }) => region !== null && region === job.preferred_region)
    const agent = leastLoaded(near.length > 0 ? near : able, random)
    if (!agent) continue
    agent.held += 1
    agent.free -= 1
    choices.push({ job: job.id, agent: agent.id })
  }
  return choices
}

/** What an agent lacks for a job, in words; nothing when it can do it. */
export function missingFor(
  job: Omit<Wanted, 'id' | 'preferred_region'>,
  agent: Abilities,
): string[] {
  const lacks = (noun: string, wanted: string[], has: string[]) =>
    wanted.filter((one) => !has.includes(one)).map((one) => `${noun} ${one}`)
  return [
    ...lacks('type', [job.type], agent.types),
    ...lacks('capability', job.capabilities, agent.capabilities),
    ...lacks('tool', job.tools, agent.tools),
    ...lacks('label', job.labels, agent.labels),
    ...(job.region === null || job.region === agent.region ? [] : [`region ${job.region}`]),
  ]
}

/** Reservoir sampling: of n equals each is chosen with probability 1/n. */
function leastLoaded(agents: Candidate[], random: () => number): Candidate | undefined {
  let best: Candidate | undefined
  let equals = 0
  for (const agent of agents) {
    if (best && agent.held > best.held) continue
    equals = best && agent.held === best.held ? equals + 1 : 1
    if (equals === 1 || random() * equals < 1) best = agent
  }
  return best
}
