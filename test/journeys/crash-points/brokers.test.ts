// Crash points of brokers and of PostgreSQL: killed at each edge of a job's way, restarted, sweeping side by side.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../../../api/src/db/embedded.ts'
import { folder, notes } from '../../support/embedded.ts'
import { until } from '../../support/wait.ts'
import { type Carrier, expectAllIsWell, type Link, openScene, type Scene } from './scene.ts'
import { lock, startWorld, type World } from './world.ts'

/** A broker that stands at an edge, and what becomes of its job when it dies there. */
interface Edge {
  link: Link
  /** The broker is dead, its agents are led to another one. */
  after: () => Promise<void>
}

interface Row {
  name: string
  carriers: Carrier[]
  /** Brings the first broker to the edge. */
  reach: (scene: Scene) => Promise<Edge>
}

const lockJob = (world: World, id: string) =>
  lock(world, 'select from job where id = $1 for update', [id])

async function afterClaim(scene: Scene): Promise<Edge> {
  const { world, slug } = scene
  const link = await scene.link(0)
  await scene.agent('one', link)
  // What a task's run is lent is read between the claim and the message to the agent.
  const held = await lock(world, 'lock table secret in access exclusive mode')
  const path = `/api/v1/tenants/${slug}/tasks`
  const { request } = world.brokers.at(-1)!
  await request('POST', path, {
    body: { name: 'task', script: 'return 1', on_no_capacity: 'queue' },
  })
  const { body } = await request('POST', `${path}/task/runs`)
  scene.jobs.push(body.id)
  await held.met()
  expect(await scene.job(body.id)).toMatchObject({ status: 'assigned', attempt: 1 })
  return {
    link,
    async after() {
      await held.release()
      expect(await scene.finish(body.id)).toMatchObject({ attempt: 2, result: 1 })
    },
  }
}

async function afterSend(scene: Scene): Promise<Edge> {
  const { world } = scene
  const link = await scene.link(0)
  await scene.agent('one', link)
  link.cut('to broker') // what the agent is sent comes, what it says waits
  const id = await scene.submit()
  await world.gate.arrived(id)
  const held = await lockJob(world, id)
  link.heal()
  const backend = await held.met()
  return {
    link,
    async after() {
      await world.pool.query('select pg_terminate_backend($1)', [backend])
      await held.release()
      // The agent goes on with it, and says so again to the other broker.
      await until(
        () => scene.job(id),
        ({ status }) => status === 'running',
      )
      expect(await scene.finish(id)).toMatchObject({ attempt: 1 })
    },
  }
}

/** The result has come, and waits for the row. `commits` tells whether PostgreSQL goes on with what it was told. */
const afterResult =
  (commits: boolean) =>
  async (scene: Scene): Promise<Edge> => {
    const { world } = scene
    const link = await scene.link(0)
    await scene.agent('one', link)
    const id = await scene.submit()
    await until(
      () => scene.job(id),
      ({ status }) => status === 'running',
    )
    await world.gate.arrived(id)
    const held = await lockJob(world, id)
    world.gate.open(id)
    const backend = await held.met()
    return {
      link,
      async after() {
        if (!commits) await world.pool.query('select pg_terminate_backend($1)', [backend])
        await held.release()
        expect(await scene.finish(id)).toMatchObject({ status: 'completed', attempt: 1, result: 1 })
      },
    }
  }

const both: Carrier[] = ['stream', 'poll']

const rows: Row[] = [
  { name: 'after it claimed a job, before it sent it', carriers: ['stream'], reach: afterClaim },
  { name: 'after it claimed a job, before it sent it', carriers: ['poll'], reach: afterClaim },
  { name: 'after it sent a job, before its start was written', carriers: both, reach: afterSend },
  { name: 'after a result came, before it was written', carriers: both, reach: afterResult(false) },
  {
    name: 'after a result was written, before the answer',
    carriers: both,
    reach: afterResult(true),
  },
]

/** Of one of them, in ms, on a busy machine. */
const most = 120_000

let world: World
beforeAll(async () => void (world = await startWorld(2)))
afterAll(() => world[Symbol.asyncDispose]())

test.each(rows.map((row, number) => ({ ...row, number })))(
  'the broker is killed $name, over $carriers',
  async ({ carriers, number, reach }) => {
    const [victim] = world.brokers
    const opened = carriers.map((carrier) => openScene(world, `row-${number}-${carrier}`, carrier))
    const scenes = await Promise.all(opened)
    try {
      const edges = await Promise.all(scenes.map(reach))
      await victim!.kill('SIGKILL')
      for (const { link } of edges) link.aim(1)
      const again = victim!.start()
      await Promise.all(edges.map((edge) => edge.after()))
      await Promise.all(scenes.map((scene) => expectAllIsWell(scene, 1)))
      await again
    } finally {
      await Promise.all(scenes.map((scene) => scene[Symbol.asyncDispose]()))
    }
  },
  most,
)

test('two replicas sweep: what a dead agent held is given back once', async () => {
  await using scene = await openScene(world, 'sweeps', 'stream')
  const swept = () =>
    world.brokers
      .flatMap((one) => one.output().split('\n'))
      .filter((line) => line.includes('"operation":"recovery"'))
      .reduce((sum, line) => sum + (JSON.parse(line) as { requeued: number }).requeued, 0)
  const agent = await scene.agent('one')
  const ids = [await scene.submit(), await scene.submit()]
  await Promise.all(ids.map((id) => world.gate.arrived(id)))
  const before = swept()
  const held = await lock(world, 'select pg_advisory_xact_lock(7311845023)')
  agent.kill('SIGKILL')
  const lapsed = 'select from job where id = any ($1) and lease_until < now()'
  await until(
    () => world.pool.query(lapsed, [ids]),
    ({ rowCount }) => rowCount === 2,
  )
  await held.release()
  await scene.agent('two')
  await Promise.all(ids.map((id) => world.gate.arrived(id, 2)))
  for (const id of ids) expect(await scene.finish(id)).toMatchObject({ attempt: 2 })
  expect(swept() - before).toBe(2)
  await expectAllIsWell(scene, 1)
})

test('PostgreSQL is killed while jobs run, and comes back', async () => {
  await using place = await folder()
  await using postgres = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  await using own = await startWorld(1, {
    url: postgres.url,
    [Symbol.asyncDispose]: async () => {},
  })
  await using stream = await openScene(own, 'stream', 'stream')
  await using poll = await openScene(own, 'poll', 'poll')
  const scenes = [stream, poll]
  for (const scene of scenes) await scene.agent('one')
  const ids = await Promise.all(scenes.map((scene) => scene.submit()))
  await Promise.all(ids.map((id) => own.gate.arrived(id)))
  process.kill(await place.postmaster(), 'SIGKILL')
  for (const id of ids) own.gate.open(id) // their results find no database
  await Promise.all(scenes.map((scene) => expectAllIsWell(scene, 1)))
})
