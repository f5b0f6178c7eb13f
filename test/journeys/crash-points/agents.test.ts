// Crash points of agents and of the way to them: killed, frozen, cut off, with a wrong clock.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/wait.ts'
import { expectAllIsWell, openScene, overBoth, type Scene } from './scene.ts'
import { leaseSeconds, startWorld, type World } from './world.ts'

interface Row {
  /** What is broken. */
  name: string
  /** Breaks it and sees to what must hold just here; resolves to how many agents work afterwards. */
  run: (scene: Scene) => Promise<number>
}

/** An agent that holds a job which waits at the gate, and a second agent that came later. */
async function heldByFirst(scene: Scene, place?: Parameters<Scene['agent']>[1]) {
  const first = await scene.agent('first', place)
  const id = await scene.submit()
  await scene.world.gate.arrived(id)
  const { agent } = await scene.job(id)
  await scene.agent('second')
  return { first, id, agent }
}

/** It goes to another agent, while the first can say nothing, and that one completes it. */
async function goesToAnother({ world, finish }: Scene, id: string, agent: string) {
  await world.gate.arrived(id, 2)
  const done = await finish(id)
  expect(done).toMatchObject({ status: 'completed', result: done.attempt })
  expect(done.agent).not.toBe(agent)
  return done
}

const clock = new URL('../../support/shifted-clock.js', import.meta.url).href

const rows: Row[] = [
  {
    name: 'an agent is killed',
    async run(scene) {
      const { first, id, agent } = await heldByFirst(scene)
      first.kill('SIGKILL')
      await goesToAnother(scene, id, agent)
      return 1
    },
  },
  {
    name: 'an agent is frozen past its lease, and comes back',
    async run(scene) {
      const { first, id, agent } = await heldByFirst(scene)
      first.kill('SIGSTOP')
      // What is submitted now goes past the frozen agent, be it at once or when it did not say that it began.
      const next = await scene.submit()
      const done = await goesToAnother(scene, id, agent)
      expect(await scene.finish(next)).toMatchObject({ agent: done.agent })
      first.kill('SIGCONT')
      await until(() => /the lease is over|dialling again/.test(first.output()))
      expect(await scene.job(id)).toEqual(done)
      return 2
    },
  },
  {
    name: 'nothing gets through from an agent to the broker',
    async run(scene) {
      const link = await scene.link(0)
      const { id, agent } = await heldByFirst(scene, link)
      link.cut('to broker')
      await goesToAnother(scene, id, agent)
      link.heal()
      return 2
    },
  },
  {
    name: 'nothing gets through from the broker to an agent',
    async run(scene) {
      const link = await scene.link(0)
      const { first, id, agent } = await heldByFirst(scene, link)
      link.cut('to agent')
      await goesToAnother(scene, id, agent)
      expect(first.output()).toContain('the lease is over')
      link.heal()
      return 2
    },
  },
  {
    name: 'one agent’s clock is an hour fast, another’s an hour slow',
    async run(scene) {
      const shifted = (shift: number) => ({
        NODE_OPTIONS: `--import ${clock}`,
        SHIFT_MS: `${shift}`,
      })
      await Promise.all([
        scene.agent('fast', undefined, shifted(3_600_000)),
        scene.agent('slow', undefined, shifted(-3_600_000)),
      ])
      const ids = await Promise.all(Array.from({ length: 4 }, () => scene.submit()))
      await Promise.all(ids.map((id) => scene.world.gate.arrived(id)))
      // Their leases are renewed, and no more than renewed: by the database's clock.
      const { pool } = scene.world
      await pool.query('select pg_sleep($1)', [leaseSeconds + 1])
      const { rows: leases } = await pool.query<{ whole: boolean }>(
        `select lease_until between now() and now() + make_interval(secs => $2) as whole
         from job where id = any ($1)`,
        [ids, leaseSeconds],
      )
      expect(leases).toEqual(ids.map(() => ({ whole: true })))
      const done = await Promise.all(ids.map((id) => scene.finish(id)))
      expect(done.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1])
      return 2
    },
  },
]

let world: World
beforeAll(async () => void (world = await startWorld(1)))
afterAll(() => world[Symbol.asyncDispose]())

// At the same time: mostly they wait.
test.concurrent.each(overBoth(rows))(
  '$name, over the $carrier carrier',
  async ({ number, carrier, run }) => {
    await using scene = await openScene(world, `row-${number}-${carrier}`, carrier)
    await expectAllIsWell(scene, await run(scene))
  },
)
