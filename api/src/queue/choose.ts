// Who gets the next job: the agent that holds the fewest, ties at random.

export interface Candidate {
  id: string
  /** Jobs it holds. */
  held: number
  /** Jobs it has room for. */
  free: number
}

export interface Choice {
  job: string
  agent: string
}

/** Gives jobs, in their order, to agents while there is room. `random` is in [0, 1). */
export function choose(
  jobs: string[],
  agents: Candidate[],
  random: () => number = Math.random,
): Choice[] {
  const room = agents.map((agent) => ({ ...agent }))
  const choices: Choice[] = []
  for (const job of jobs) {
    const agent = leastLoaded(room, random)
    if (!agent) break
    agent.held += 1
    agent.free -= 1
    choices.push({ job, agent: agent.id })
  }
  return choices
}

/** Reservoir sampling: of n equals each is chosen with probability 1/n. */
function leastLoaded(agents: Candidate[], random: () => number): Candidate | undefined {
  let best: Candidate | undefined
  let equals = 0
  for (const agent of agents) {
    if (agent.free <= 0 || (best && agent.held > best.held)) continue
    equals = best && agent.held === best.held ? equals + 1 : 1
    if (equals === 1 || random() * equals < 1) best = agent
  }
  return best
}
