// The agent as others run it in their process: it enrols, works, and goes on through lost streams and fresh tokens.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AGENT_TOKEN, assign, one, report, sceneForEach } from './scene.ts'
import { agentId } from './small-broker.ts'

const scene = sceneForEach()

describe('an agent', () => {
  test('enrols, runs a job, reports it, and leaves when told', async () => {
    const ended = scene.start()
    const stream = await scene.session()
    expect(scene.broker.asked.map(({ path }) => path)).toEqual(['/api/v1/agent/enrolments'])
    expect(scene.broker.asked[0]?.body).toMatchObject({
      method: 'agent_token',
      proof: { token: AGENT_TOKEN },
      agent: { id: null, name: 'rack-7', max_concurrent: 2, tenant_slug: null },
    })
    expect(stream.authorization).toBe('Bearer jwt-1')
    expect(stream.received[0]?.hello).toMatchObject({ worker_type: 'task', max_concurrent: 2 })

    assign(stream, 'log.info("adding"); progress(50, "half"); return { sum: input.a + input.b }')
    const started = await stream.next('report', report('started'))
    expect(started.report).toMatchObject({ sequence: 1, attempt: one, job_token: 'job-token' })
    const progress = await stream.next('report', report('progress'))
    expect(progress.report?.progress).toEqual({ percent: 50, message: 'half' })
    const lines = await stream.next('report', report('lines'))
    expect(lines.report?.lines?.lines).toEqual([
      { number: 1, level: 'info', text: 'adding', at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ])
    const result = await stream.next('report', report('result'))
    expect(result.report?.result?.status).toBe('completed')
    expect(String(result.report?.result?.result)).toBe('{"sum":42}')

    expect(await readFile(join(scene.folder, 'agent-id'), 'utf8')).toBe(`${agentId}\n`)
    scene.stop.abort()
    await stream.next('farewell')
    await ended
    await stream.closed
  })

  test('keeps beating while a script spins in each slot, and stops one when it is cancelled', async () => {
    void scene.start()
    const stream = await scene.session()
    for (const job of ['job-1', 'job-2']) assign(stream, 'progress(1); while (true);', { job })
    await stream.next('report', (m) => m.report?.attempt?.job === 'job-1' && !!m.report.progress)
    await stream.next('report', (m) => m.report?.attempt?.job === 'job-2' && !!m.report.progress)
    for (let beats = 0; beats < 5; beats += 1) {
      const heard = stream.received.filter(({ heartbeat }) => heartbeat).length
      let count = 0
      const beat = await stream.next('heartbeat', () => (count += 1) > heard)
      expect(beat.heartbeat?.running?.map(({ job }) => job)).toEqual(['job-1', 'job-2'])
    }
    stream.say({ cancellation: { attempt: one, reason: 'by an operator' } })
    const result = await stream.next('report', report('result'))
    expect(result.report).toMatchObject({ attempt: one, result: { status: 'cancelled' } })
  })

  test('goes on through a lost stream: names what runs, and repeats what was not acknowledged', async () => {
    void scene.start()
    const first = await scene.session()
    assign(first, 'log.info("kept"); await sleep(300); return 1')
    await first.next('report', report('started'))
    first.does.acknowledge = false
    await first.next('report', report('lines'))
    first.fail('UNAVAILABLE', 'going away')
    const second = await scene.session(1)
    expect(second.received[0]?.hello?.running).toEqual([one])
    const lines = await second.next('report', report('lines'))
    expect(lines.report?.lines?.lines?.map(({ number }) => number)).toEqual([1])
    const result = await second.next('report', report('result'))
    expect(result.report?.result?.status).toBe('completed')
    const kinds = second.received.flatMap(({ report: each }) => each?.event ?? [])
    expect(kinds).toEqual(['lines', 'result'])
  })

  test('drained by the broker dials again and finishes there', async () => {
    void scene.start()
    const first = await scene.session()
    assign(first, 'progress(1); await sleep(200); return 1')
    await first.next('report', report('progress'))
    first.say({ drain: { reason: 'upgrade' } })
    await first.closed
    const second = await scene.session(1)
    expect(second.received[0]?.hello?.running).toEqual([one])
    await second.next('report', report('result'))
  })

  test('hands a fresh token to the open stream', async () => {
    const body = {
      status: 'approved',
      agent: agentId,
      tenant: 'acme',
      token: 'jwt-a',
      expires_in: 1,
    }
    scene.broker.answers['enrolments'] = () => ({ status: 201, body })
    void scene.start()
    const stream = await scene.session()
    const { renewal } = await stream.next('renewal')
    expect(scene.broker.asked[1]).toMatchObject({
      path: '/api/v1/agent/session/renewals',
      authorization: 'Bearer jwt-a',
    })
    expect(renewal?.token).toBe('jwt-2')
  })
})
