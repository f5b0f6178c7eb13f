// Probes, as Kubernetes asks them: an agent that runs is alive, and ready only while the broker may give it work.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { until } from '../support/wait.ts'
import { assign, report, sceneForEach } from './scene.ts'

const scene = sceneForEach()

/** Where this scene's agent answers, which its log says. */
async function probed(): Promise<(path: string) => Promise<number>> {
  const port = await until(() => /"operation":"probes","port":(\d+)/.exec(scene.log)?.[1])
  return async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).status
}

test('an agent is alive at once, ready with its welcome, not without a stream, and not while it drains', async () => {
  const ended = scene.start({ AGENT_HEALTH_PORT: '0', DRAIN_TIMEOUT: '30' })
  const probe = await probed()
  const stream = await scene.broker.stream(0)
  expect(await probe('/health/live')).toBe(204)
  expect(await probe('/health/ready')).toBe(503)
  const first = await scene.session()
  await until(async () => (await probe('/health/ready')) === 204)
  expect(stream).toBe(first)

  first.fail('UNAVAILABLE', 'going away')
  await until(async () => (await probe('/health/ready')) === 503)
  const second = await scene.session(1)
  await until(async () => (await probe('/health/ready')) === 204)

  assign(second, 'progress(1); await sleep(60_000)')
  await second.next('report', report('progress'))
  scene.stop.abort()
  await second.next('farewell')
  expect(await probe('/health/ready')).toBe(503)
  expect(await probe('/health/live')).toBe(204)
  expect(await probe('/metrics')).toBe(404)
  second.say({ cancellation: { attempt: { job: 'job-1', attempt: 1 }, reason: 'enough' } })
  await ended
  await expect(probe('/health/live')).rejects.toThrow('fetch failed')
})

test('a port that is taken stops the agent with a sentence', async () => {
  const other = createServer().listen(0)
  const { port } = other.address() as AddressInfo
  const ended = scene.start({ AGENT_HEALTH_PORT: String(port) })
  await expect(ended).rejects.toThrow(
    /^Probes cannot be answered \(AGENT_HEALTH_PORT\): .*EADDRINUSE/,
  )
  other.close()
})
