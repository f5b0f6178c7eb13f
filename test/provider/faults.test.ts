// A broker that is down, slow, busy, behind a proxy or changed by somebody else while Terraform applies.
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { problem, send, startMemoryBroker } from '../support/memory-broker.ts'
import type { MemoryBroker, Seen } from '../support/memory-broker.ts'
import { describeWithTerraform, finish, quiet, workspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const pool = (more = '') => `resource "reeve_pool" "gpu" {\n  name = "gpu"\n  ${more}\n}`
const impatient = 'provider "reeve" {\n  retry_timeout = 1\n}\n'
const token = 'reeve_do_not_print_me'

async function withBroker(
  tests: (broker: MemoryBroker, work: Workspace) => Promise<void>,
  env = {},
): Promise<void> {
  await using broker = await startMemoryBroker()
  await using work = await workspace({ REEVE_URL: broker.url, REEVE_TOKEN: token, ...env })
  await tests(broker, work)
}

/** The fault hits the first calls of a method only. */
function times(count: number, method: string, fault: (response: ServerResponse) => void) {
  let left = count
  return (call: Seen, response: ServerResponse) => {
    if (call.method !== method || left-- <= 0) return false
    fault(response)
    return true
  }
}

async function fails(work: Workspace, hcl: string): Promise<string> {
  await work.write(hcl)
  const { code, said } = await work.run('apply', '-auto-approve', ...quiet)
  expect(code).toBe(1)
  return said
}

describeWithTerraform('a broker that cannot answer', () => {
  test('that starts while Terraform waits is enough', () =>
    withBroker(async (broker, work) => {
      const port = Number(new URL(broker.url).port)
      await work.apply('')
      await broker.close()
      await work.write(pool())
      const applying = finish(work.start('apply', '-auto-approve', ...quiet))
      await new Promise((resolve) => setTimeout(resolve, 1_500)) // the time it is down, not a synchronisation
      await using again = await startMemoryBroker(undefined, port)
      expect(await applying).toMatchObject({ code: 0 })
      expect(again.objects).toHaveLength(1)
    }))

  test('that stays down is named, with its address, after the stated time', () =>
    withBroker(async (broker, work) => {
      await broker.close()
      const output = await fails(work, impatient + pool())
      expect(output).toContain(`The broker at ${broker.url} cannot be reached`)
      expect(output).toContain(`POST ${broker.url}/api/v1/pools failed: connect ECONNREFUSED`)
      expect(output).toContain('retry_timeout')
    }))

  test('that limits requests is asked again when it says, for the same thing', () =>
    withBroker(async (broker, work) => {
      broker.fault = times(1, 'POST', (response) => {
        response.setHeader('retry-after', '1')
        problem(response, 429, 'rate-limited', 'Slow down.')
      })
      const from = performance.now()
      await work.apply(pool())
      expect(performance.now() - from).toBeGreaterThan(1_000)
      const keys = broker.calls
        .filter(({ method }) => method === 'POST')
        .map(({ headers }) => headers['idempotency-key'])
      expect(keys).toHaveLength(2)
      expect(new Set(keys).size).toBe(1)
    }))

  test('that loses its answer has not made a second object', () =>
    withBroker(async (broker, work) => {
      broker.fault = times(1, 'POST', (response) => response.destroy())
      await work.apply(pool())
      expect(broker.objects).toHaveLength(1)
      expect((await work.plan()).code).toBe(0)
    }))

  test('that fails says so in its own words, once', () =>
    withBroker(async (broker, work) => {
      broker.fault = times(9, 'POST', (response) => problem(response, 500, 'internal', ''))
      const output = await fails(work, pool())
      expect(output).toContain('Error: The broker says internal')
      expect(output).toContain('(request r-1)')
      expect(broker.calls.filter(({ method }) => method === 'POST')).toHaveLength(1)
    }))

  test('that is not a broker is recognised', () =>
    withBroker(async (broker, work) => {
      broker.fault = times(9, 'POST', (response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        response.end('<html>Welcome to the proxy</html>')
      })
      const output = await fails(work, pool())
      expect(output).toContain('The answer is not from a Reeve broker')
      expect(output).toContain('text/html')
      expect(output).not.toContain('Welcome')
    }))
})

describeWithTerraform('a refusal', () => {
  test('points at the attribute it is about', () =>
    withBroker(async (broker, work) => {
      const errors = [
        { in: 'body', pointer: '/description', detail: 'must be a haiku' },
        { in: 'body', pointer: '/labels/0', detail: 'is taken' },
      ]
      broker.fault = times(1, 'POST', (response) =>
        problem(response, 400, 'invalid-request', 'Two mistakes.', errors),
      )
      const output = await fails(work, pool('description = "no"\n  labels = ["a"]'))
      expect(output).toMatch(/\d+: description = "no" description must be a haiku/)
      expect(output).toMatch(/\d+: labels = \["a"\] labels is taken/)
    }))

  test('of credentials says where they come from and never shows them, not even in the log', () =>
    withBroker(
      async (broker, work) => {
        broker.fault = times(9, 'POST', (response) =>
          problem(response, 401, 'unauthenticated', 'Not valid.'),
        )
        const output = await fails(work, pool())
        expect(output).toContain('Check `token` (or REEVE_TOKEN)')
        expect(output).toContain('path=/api/v1/pools') // the log is there
        expect(output).not.toContain(token)
      },
      { TF_LOG_PROVIDER: 'trace' },
    ))

  test('a missing token is said before anything is asked', () =>
    withBroker(
      async (broker, work) => {
        expect(await fails(work, pool())).toContain(
          'Set REEVE_TOKEN, or `token` in the provider block',
        )
        expect(broker.calls).toHaveLength(0)
      },
      { REEVE_TOKEN: '' },
    ))
})

describeWithTerraform('an update', () => {
  test('of what somebody else changed meanwhile is refused and nothing is overwritten', () =>
    withBroker(async (broker, work) => {
      await work.apply(pool())
      await work.write(pool('description = "mine"'))
      await work.run('plan', '-out=saved', ...quiet)
      Object.assign(broker.objects[0]!.fields, { description: 'theirs', revision: 7 })
      const { code, said } = await work.run('apply', ...quiet, 'saved')
      expect(code).toBe(1)
      expect(said).toContain('Somebody changed this reeve_pool')
      expect(broker.objects[0]!.fields['description']).toBe('theirs')
      await work.apply()
      expect(broker.objects[0]!.fields['description']).toBe('mine')
    }))

  test('whose answer was lost is recognised as its own', () =>
    withBroker(async (broker, work) => {
      await work.apply(pool())
      broker.fault = times(1, 'PUT', (response) => {
        Object.assign(broker.objects[0]!.fields, { description: 'mine', revision: 2 }) // done, but the answer is lost
        response.destroy()
      })
      await work.apply(pool('description = "mine"'))
      expect((await work.plan()).code).toBe(0)
    }))

  test('that fails keeps the former state', () =>
    withBroker(async (broker, work) => {
      await work.apply(pool('description = "old"'))
      broker.fault = times(1, 'PUT', (response) => problem(response, 409, 'conflict', 'Not now.'))
      expect(await fails(work, pool('description = "new"'))).toContain('Not now.')
      expect(await work.state('reeve_pool.gpu')).toMatchObject({ description: 'old' })
    }))
})

describeWithTerraform('Ctrl-C', () => {
  test('lets a creation that was sent end, and keeps it in the state', () =>
    withBroker(async (broker, work) => {
      await work.apply('')
      await work.write(pool())
      const child = work.start('apply', '-auto-approve', ...quiet)
      broker.fault = async ({ method }) => {
        if (method !== 'POST') return false
        child.kill('SIGINT')
        await new Promise((resolve) => setTimeout(resolve, 700)) // a slow broker
        return false
      }
      const { said } = await finish(child)
      expect(said).toContain('Interrupt received')
      expect(broker.objects).toHaveLength(1)
      expect(await work.state('reeve_pool.gpu')).toMatchObject({
        id: broker.objects[0]!.fields['id'],
      })
    }))

  test('ends waiting for a broker at once', () =>
    withBroker(async (broker, work) => {
      await work.apply('')
      await work.write(pool())
      const child = work.start('apply', '-auto-approve', ...quiet)
      broker.fault = ({ method }, response) => {
        if (method !== 'POST') return false
        send(response, 503, {})
        setTimeout(() => child.kill('SIGINT'), 100)
        return true
      }
      const from = performance.now()
      const { said } = await finish(child)
      expect(performance.now() - from).toBeLessThan(10_000)
      expect(said).toContain('was given up because Terraform was asked to stop')
    }))
})
