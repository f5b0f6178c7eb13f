// One crash point on one carrier: a tenant of its own with its agents and jobs, and what must hold afterwards.
import { expect } from 'vitest'
import { type AgentProcess, spawnAgent, startAgent } from '../../support/agent.ts'
import { gateHandlers } from '../../support/gate.ts'
import { startProxy, type Direction } from '../../support/proxy.ts'
import { until } from '../../support/wait.ts'
import { finished, job, tenantWithToken } from '../../support/work.ts'
import type { World } from './world.ts'

const carriers = ['stream', 'poll'] as const
export type Carrier = (typeof carriers)[number]

/** Each row of a table on each carrier; its number tells apart what is made for it. */
export const overBoth = <Row extends object>(
  rows: Row[],
): (Row & { number: number; carrier: Carrier })[] =>
  rows.flatMap((row, number) => carriers.map((carrier) => ({ ...row, number, carrier })))

/** A way to the brokers that can be cut. */
export interface Link {
  url: string
  grpcAddress: string
  cut: (direction: Direction) => void
  heal: () => void
  /** The broker, by its number, that it leads to from now on. */
  aim: (broker: number) => void
}

export interface Scene extends AsyncDisposable {
  world: World
  carrier: Carrier
  slug: string
  token: string
  /** All of them must be completed in the end. */
  jobs: string[]
  /** Starts an agent with two slots, directly at the broker that is never broken unless told. */
  agent: (name: string, place?: Place, env?: Record<string, string>) => Promise<AgentProcess>
  /** The same in this process, for what nobody kills. */
  inside: (name: string) => Promise<void>
  link: (broker: number) => Promise<Link>
  /** A job that waits at the gate. */
  submit: (more?: object) => Promise<string>
  /** An agent is gone for good. */
  leave: (name: string) => Promise<void>
  job: (id: string) => Promise<Answer>
  /** Lets a job go on; resolves when it is over. */
  finish: (id: string) => Promise<Answer>
}

type Answer = Awaited<ReturnType<typeof job>>
type Place = Pick<Link, 'url' | 'grpcAddress'>

const slots = 2
/** In ms: a program takes its time to start on a busy machine. */
const patience = 60_000

export async function openScene(world: World, slug: string, carrier: Carrier): Promise<Scene> {
  const steady = world.brokers.at(-1)!
  const token = await tenantWithToken(steady, slug)
  const opened: AsyncDisposable[] = []
  const jobs: string[] = []
  const environment = (name: string) => ({
    AGENT_NAME: name,
    CARRIER: carrier,
    MAX_CONCURRENT: `${slots}`,
    AGENT_HANDLERS: gateHandlers,
  })
  /** Resolves when it is on a stream, or in its first poll. */
  const online = (name: string) => {
    const text = `select from agent join tenant on tenant.id = agent.tenant_id
      where tenant.slug = $1 and agent.name = $2 and session is not null`
    const ask = () => world.pool.query(text, [slug, name])
    return until(ask, ({ rowCount }) => rowCount === 1, patience)
  }
  const scene: Scene = {
    ...{ world, carrier, slug, token, jobs },
    async agent(name, place = steady, env = {}) {
      const agent = spawnAgent(place, token, { ...environment(name), ...env })
      opened.push(agent)
      const gone = agent.exited.then((code) => {
        throw new Error(`the agent ended with ${code}: ${agent.output()}`)
      })
      gone.catch(() => undefined) // an agent that is killed later
      await Promise.race([online(name), gone])
      return agent
    },
    async inside(name) {
      opened.push(startAgent(steady, token, environment(name)))
      await online(name)
    },
    async link(broker) {
      const link = await openLink(world, broker)
      opened.push(link)
      return link
    },
    async submit(more = {}) {
      const body = { type: 'gate', payload: { gate: world.gate.url }, ...more }
      const made = await steady.request('POST', `/api/v1/tenants/${slug}/jobs`, { body })
      expect(made, JSON.stringify(made.body)).toMatchObject({ status: 201 })
      jobs.push(made.body.id)
      return made.body.id as string
    },
    async leave(name) {
      const path = `/api/v1/tenants/${slug}/agents`
      const { items } = (await steady.request('GET', path)).body
      const { id } = items.find((one: { name: string }) => one.name === name)
      expect(await steady.request('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 })
    },
    job: (id) => job(steady, slug, id),
    finish(id) {
      world.gate.open(id)
      return finished(steady, slug, id, patience)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((one) => one[Symbol.asyncDispose]()))
    },
  }
  return scene
}

async function openLink({ brokers }: World, broker: number): Promise<Link & AsyncDisposable> {
  const addresses = (number: number) => {
    const { url, grpcAddress } = brokers[number]!
    return [new URL(url).host, grpcAddress] as const
  }
  const [http, grpc] = await Promise.all(addresses(broker).map(startProxy))
  const both = [http!, grpc!]
  return {
    url: `http://${http!.address}`,
    grpcAddress: grpc!.address,
    cut: (direction) => both.forEach((one) => one.cut(direction)),
    heal: () => both.forEach((one) => one.heal()),
    aim: (number) => addresses(number).forEach((address, which) => both[which]!.aim(address)),
    async [Symbol.asyncDispose]() {
      await Promise.all(both.map((one) => one[Symbol.asyncDispose]()))
    },
  }
}

/** What holds after every crash point, with so many agents at work. */
export async function expectAllIsWell(scene: Scene, agents: number): Promise<void> {
  const { world, slug } = scene
  const jobs = [...scene.jobs]
  // No job is lost.
  const ended = await Promise.all(jobs.map((id) => scene.finish(id)))
  expect(ended.map(({ status }) => status)).toEqual(jobs.map(() => 'completed'))
  // None was completed twice.
  const { rows } = await world.pool.query<{ job: string; times: number }>(
    `select job, count(*)::int as times from ending where job = any ($1) group by job`,
    [jobs],
  )
  expect(rows.map(({ times }) => times)).toEqual(jobs.map(() => 1))
  // No slot is leaked: each agent takes as many new jobs as it may, at the same time.
  const fresh = await Promise.all(Array.from({ length: agents * slots }, () => scene.submit()))
  await Promise.all(fresh.map((id) => world.gate.arrived(id)))
  const held = await world.pool.query<{ agent: string; jobs: number }>(
    `select agent_id as agent, count(*)::int as jobs from job join tenant on tenant.id = job.tenant_id
     where tenant.slug = $1 and lease_until is not null group by agent_id`,
    [slug],
  )
  expect(held.rows.map((one) => one.jobs)).toEqual(Array.from({ length: agents }, () => slots))
  for (const id of fresh) expect(await scene.finish(id)).toMatchObject({ status: 'completed' })
}
