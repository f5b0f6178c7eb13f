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
  /** Which agent it would rather have than the least loaded, when one had it before. */
  affinity?: 'prefer-different' | 'prefer-warm' | null
  /** Who had it last. */
  agent_id?: string | null
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
  const give = createChooser(agents, random)
  return jobs.flatMap((job) => give(job, job.id) ?? [])
}

/** Gives out one job after the other; undefined when no agent that can do it has room. */
export function createChooser(
  agents: readonly Candidate[],
  random: () => number = Math.random,
): (job: Wanted, requirement: string) => Choice | undefined {
  const room = agents.map((agent) => ({ ...agent }))
  /** Who can do what, by requirement: jobs of one requirement ask for the same. */
  const known = new Map<string, Candidate[]>()
  return (job, requirement) => {
    let able = known.get(requirement)
    able ??= room.filter((agent) => missingFor(job, agent).length === 0)
    able = able.filter(({ free }) => free > 0)
    known.set(requirement, able)
    const agent = leastLoaded(preferred(job, able), random)
    if (!agent) return undefined
    agent.held += 1
    agent.free -= 1
    return { job: job.id, agent: agent.id }
  }
}

/** Wishes count while somebody with room can grant them: first the job's affinity, then its region. */
function preferred(job: Wanted, able: Candidate[]): Candidate[] {
  const { affinity, agent_id = null, preferred_region } = job
  const fond =
    affinity && agent_id !== null
      ? able.filter(({ id }) => (id === agent_id) === (affinity === 'prefer-warm'))
      : []
  const among = fond.length > 0 ? fond : able
  const near = among.filter(({ region }) => region !== null && region === preferred_region)
  return near.length > 0 ? near : among
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
