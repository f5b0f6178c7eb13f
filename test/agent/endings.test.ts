// How an agent ends: it is not let in, loses its lease or the broker's trust, or is told to stop.
import { describe, expect, test } from 'vitest'
import { assign, one, report, sceneForEach } from './scene.ts'

const scene = sceneForEach()

describe('an agent that is not let in', () => {
  test('is not sent elsewhere: a redirect gets no proof', async () => {
    const headers = { location: `${scene.broker.url}/elsewhere` }
    scene.broker.answers['enrolments'] = () => ({ status: 307, headers })
    await expect(scene.start()).rejects.toThrow(/HTTP 307, it redirects to http.*elsewhere\)/)
    expect(scene.broker.asked.length).toBe(1)
  })

  test('because of its tenant says what to look at', async () => {
    const body = { code: 'conflict', detail: 'The token is of another tenant than TENANT_SLUG.' }
    scene.broker.answers['enrolments'] = () => ({ status: 409, body })
    const ended = scene.start({ TENANT_SLUG: 'other' })
    await expect(ended).rejects.toThrow(/of another tenant.*\)\. Check AGENT_TOKEN and TENANT_SLUG/)
    expect(scene.broker.asked.map(({ body: asked }) => asked.agent?.['tenant_slug'])).toEqual([
      'other',
    ])
  })
})

describe('an agent that loses', () => {
  test('its lease stops the script and says nothing more about it', async () => {
    void scene.start()
    const stream = await scene.session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    stream.say({ leases: { lease_ms: 30_000, renewed: [], lost: [one] } })
    await stream.next(
      'heartbeat',
      (m) => m.heartbeat?.running?.length === 0 && scene.log.includes('given up'),
    )
    expect(stream.received.some(report('result'))).toBe(false)
  })

  test("the broker's renewals stops the script by itself when the lease is over", async () => {
    void scene.start()
    const stream = await scene.session()
    // Told that the attempt has begun, the broker would lend it a whole lease anew.
    Object.assign(stream.does, { renew: false, acknowledge: false })
    assign(stream, 'progress(1); while (true);', { lease_ms: 1_000 })
    await stream.next('report', report('progress'))
    await stream.next('heartbeat', (m) => m.heartbeat?.running?.length === 1)
    await stream.next('heartbeat', () => scene.log.includes('the lease is over'))
    expect(stream.received.some(report('result'))).toBe(false)
  })

  test('its token while it works is refused for good, and asks no more than once for each', async () => {
    const ended = scene.start()
    const stream = await scene.session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    const body = { code: 'token-spent', detail: 'The token was used up, expired or revoked.' }
    for (const way of ['renewals', 'enrolments']) {
      scene.broker.answers[way] = () => ({ status: 401, body })
    }
    stream.fail('UNAUTHENTICATED', 'revoked')
    await expect(ended).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(/token-spent.*AGENT_TOKEN is wrong, expired or revoked/),
    })
    expect(scene.broker.asked.map(({ path }) => path.split('/').at(-1))).toEqual([
      'enrolments',
      'renewals',
      'enrolments',
    ])
  })

  test('the trust of the stream alone tries one fresh token and then stops', async () => {
    const ended = scene.start()
    const first = await scene.broker.stream(0)
    first.fail('UNAUTHENTICATED')
    const second = await scene.broker.stream(1)
    expect(second.authorization).toBe('Bearer jwt-2')
    second.fail('UNAUTHENTICATED')
    await expect(ended).rejects.toThrow(/refused this agent's fresh token \(UNAUTHENTICATED\)/)
  })
})

describe('an agent that is told to stop', () => {
  test('finishes what runs within the grace', async () => {
    const ended = scene.start({ DRAIN_TIMEOUT: '30' })
    const stream = await scene.session()
    assign(stream, 'progress(1); await sleep(300); return "done"')
    await stream.next('report', report('progress'))
    scene.stop.abort()
    await stream.next('farewell')
    const result = await stream.next('report', report('result'))
    expect(String(result.report?.result?.result)).toBe('"done"')
    await ended
  })

  test('fails what still runs after the grace as agent-stopped', async () => {
    const ended = scene.start({ DRAIN_TIMEOUT: '0' })
    const stream = await scene.session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    scene.stop.abort()
    const result = await stream.next('report', report('result'))
    expect(JSON.parse(String(result.report?.result?.error))).toMatchObject({
      code: 'agent-stopped',
    })
    await ended
  })

  test('while it is not connected ends all the same', async () => {
    scene.broker.answers['enrolments'] = () => ({ status: 503 })
    const ended = scene.start({ DRAIN_TIMEOUT: '30' })
    while (!scene.log.includes('asking again'))
      await new Promise((resolve) => setImmediate(resolve))
    scene.stop.abort()
    await ended
  })
})
