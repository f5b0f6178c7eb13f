// Crash points of what is said: twice, late, with the wrong token, not at all, or to somebody who does not read.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adoptRoots } from '../../../api/src/identity/keyring.ts'
import { createVault } from '../../../api/src/identity/vault.ts'
import { jobToken, tokenExpiry } from '../../../api/src/queue/token.ts'
import { openStream } from '../../support/stream.ts'
import { until } from '../../support/wait.ts'
import { type Bare, enrolBare, type Given, openBare } from './bare.ts'
import { expectAllIsWell, openScene, overBoth, type Scene } from './scene.ts'
import { leaseSeconds, startWorld, type World } from './world.ts'

interface Row {
  name: string
  run: (scene: Scene, bare: Bare) => Promise<void>
}

/** As the contract of each carrier says it. */
const wrongToken = { stream: 'unauthenticated', poll: 'forbidden' }

async function begun(scene: Scene, bare: Bare): Promise<Given> {
  await scene.submit()
  const given = await bare.take()
  expect(await bare.report(given, 'started')).toBe('taken')
  return given
}

async function tokenUntil(
  { world }: Scene,
  { job, attempt }: Given,
  agent: string,
  until: number,
): Promise<string> {
  const vault = createVault(Buffer.from(world.masterKey, 'hex'))
  await adoptRoots(world.pool, vault)
  return jobToken(vault, { job, attempt, agent }, until)
}

const spent = async ({ world }: Scene, id: string) =>
  (await world.pool.query<{ spent: number }>('select spent from any_job where id = $1', [id]))
    .rows[0]!.spent

const rows: Row[] = [
  {
    name: 'a result is reported twice, at once and later',
    async run(scene, bare) {
      const given = await begun(scene, bare)
      const twice = [bare.report(given, 'completed'), bare.report(given, 'completed')]
      expect(await Promise.all(twice)).toEqual(['taken', 'taken'])
      expect(await bare.report(given, 'completed')).toBe('taken')
    },
  },
  {
    name: 'a start and a result are reported at the same moment',
    async run(scene, bare) {
      await scene.submit()
      const given = await bare.take()
      const start = bare.report(given, 'started')
      const end = bare.report(given, 'completed')
      // Requests of their own have no order; what comes last may find that all is over.
      expect(await end).toBe('taken')
      expect(scene.carrier === 'poll' ? ['taken', 'conflict'] : ['taken']).toContain(await start)
      if (scene.carrier === 'poll') return
      const { started_at, finished_at } = await scene.job(given.job)
      expect([Date.parse(started_at), Date.parse(finished_at)]).not.toContain(Number.NaN)
    },
  },
  {
    name: 'an older attempt is reported',
    async run(scene, bare) {
      const old = await begun(scene, bare) // and then it falls silent
      await scene.world.pool.query('update job set lease_until = now() where id = $1', [old.job])
      const next = await bare.take()
      expect(next).toMatchObject({ job: old.job, attempt: old.attempt + 1 })
      expect(await bare.report(old, 'completed')).toBe('conflict')
      expect(await bare.heartbeat([old, next])).toEqual([old.job])
      expect(await bare.report(next, 'completed')).toBe('taken')
      expect(await bare.report(old, 'completed')).toBe('conflict')
    },
  },
  {
    name: 'a report carries a wrong token, another agent’s, one of another attempt, or one that has expired',
    async run(scene, bare) {
      const given = await begun(scene, bare)
      const good = tokenExpiry(60)
      const { agent: other } = await enrolBare(scene, 'other')
      const attempt = given.attempt + 1
      const wrong = [
        'x'.repeat(48),
        given.job_token.slice(1),
        await tokenUntil(scene, given, other, good),
        await tokenUntil(scene, { ...given, attempt }, bare.id, good),
        await tokenUntil(scene, given, bare.id, Math.floor(Date.now() / 1000)),
      ]
      for (const job_token of wrong)
        expect(await bare.report({ ...given, job_token }, 'completed')).toBe(
          wrongToken[scene.carrier],
        )
      expect(await scene.job(given.job)).toMatchObject({ status: 'running' })
      const job_token = await tokenUntil(scene, given, bare.id, good)
      expect(await bare.report({ ...given, job_token }, 'completed')).toBe('taken')
    },
  },
  {
    name: 'a finished job is cancelled',
    async run(scene, bare) {
      const given = await begun(scene, bare)
      await bare.report(given, 'completed')
      const path = `/api/v1/tenants/${scene.slug}/jobs/${given.job}/cancel`
      const refused = await scene.world.brokers.at(-1)!.request('POST', path)
      expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
      expect(await scene.job(given.job)).toMatchObject({ status: 'completed', result: 'bare' })
    },
  },
  {
    name: 'an agent never says that it began, and its heartbeats do not name the job',
    async run(scene, bare) {
      const id = await scene.submit()
      const given = await bare.take()
      await scene.inside('well')
      // Its presence is renewed all the time, so the job may also come back to it; then it does the same again.
      await until(async () => {
        await bare.heartbeat([])
        return scene.world.gate.arrivals(id).length > 0
      })
      expect(await bare.report(given, 'started')).toBe('conflict')
      const { attempt } = await scene.finish(id)
      expect(attempt).toBeGreaterThan(given.attempt)
      expect(await spent(scene, id)).toBe(attempt - 1) // none of those counts as an attempt
    },
  },
  {
    name: 'an agent never says that it began, but its heartbeats name the job',
    async run(scene, bare) {
      const id = await scene.submit()
      const given = await bare.take()
      const { pool } = scene.world
      const age =
        'select from job where id = $1 and assigned_at < now() - make_interval(secs => $2)'
      await until(async () => {
        expect(await bare.heartbeat([given])).toEqual([])
        return (await pool.query(age, [id, leaseSeconds + 1])).rowCount === 1
      })
      expect(await scene.job(id)).toMatchObject({ status: 'assigned', attempt: given.attempt })
      expect(await bare.report(given, 'completed')).toBe('taken')
    },
  },
]

let world: World
beforeAll(async () => void (world = await startWorld(1)))
afterAll(() => world[Symbol.asyncDispose]())

test.concurrent.each(overBoth(rows))(
  '$name, over the $carrier carrier',
  async ({ number, carrier, run }) => {
    await using scene = await openScene(world, `row-${number}-${carrier}`, carrier)
    const bare = await openBare(scene, 'bare')
    try {
      await run(scene, bare)
      expect((await scene.job(scene.jobs[0]!)).status).toBe('completed')
    } finally {
      await bare[Symbol.asyncDispose]()
    }
    await scene.leave('bare')
    await scene.inside('well')
    await expectAllIsWell(scene, 1)
  },
)

test('an agent does not read its stream: what lies about for it has a bound, and others do not notice', async () => {
  await using scene = await openScene(world, 'slow-reader', 'stream')
  const { token } = await enrolBare(scene, 'slow')
  const { grpcAddress } = world.brokers[0]!
  await using slow = await openStream(grpcAddress, token, { types: ['gate'], max_concurrent: 2 })
  slow.reads(false)
  const id = await scene.submit()
  await scene.inside('well')
  // Each report is answered, if only with a refusal: the broker must stop reading before it has answered them all.
  let sent = 0
  const flood = async (): Promise<void> => {
    const attempt = { job: absent, attempt: 1 }
    for (; sent < many; sent++)
      await slow.say({ report: { sequence: sent, attempt, job_token: 'none', started: {} } })
  }
  void flood() // what it still says when the stream is over goes nowhere
  await slow.ended // by the broker: the agent neither reads nor, as far as that can tell, says anything
  expect(sent).toBeLessThan(many / 2)
  await scene.world.gate.arrived(id)
  await scene.leave('slow')
  await expectAllIsWell(scene, 1)
})

/** Far more than all buffers on the way hold. */
const many = 50_000

const absent = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
