// Which sessions a lane has, through all that can happen to them.
import { expect, test } from 'vitest'
import { createRegistry, type Session } from './registry.ts'

function session(agent: string, its: Partial<Session> = {}): Session {
  const whose = { tenant: 'acme', tenant_id: 't', pool_id: null, worker_type: 'task' }
  const told = { assign: () => undefined, cancel: () => undefined, close: () => undefined }
  return {
    id: `of ${agent}`,
    agent,
    standing: { keys: [] } as never,
    returns: false,
    ...whose,
    ...told,
    ...its,
  }
}
const agents = (sessions: Session[]) => sessions.map(({ agent }) => agent)

test('who joins is in its lane, who leaves is not, and a lane without sessions is none', () => {
  const registry = createRegistry()
  const [one, two, pooled] = [session('one'), session('two'), session('pooled', { pool_id: 'gpu' })]
  for (const each of [one, two, pooled]) registry.add(each)
  expect(registry.lanes()).toEqual(['tenant:t:task', 'pool:gpu:task'])
  expect(agents(registry.able('tenant:t:task'))).toEqual(['one', 'two'])
  registry.remove(pooled)
  registry.remove(one)
  expect(registry.lanes()).toEqual(['tenant:t:task'])
  expect(agents(registry.able('tenant:t:task'))).toEqual(['two'])
  expect(registry.able('pool:gpu:task')).toEqual([])
})

test('who comes again takes the place of its earlier session, also in another lane', () => {
  const registry = createRegistry()
  const closed: string[] = []
  const earlier = session('one', { close: (why) => closed.push(why) })
  const later = session('one', { id: 'later', worker_type: 'build' })
  registry.add(earlier)
  registry.add(later)
  expect(closed).toEqual(['replaced'])
  registry.remove(earlier) // its farewell comes after its successor's hello
  expect(registry.lanes()).toEqual(['tenant:t:build'])
  expect(registry.able('tenant:t:build')).toEqual([later])
  expect(registry.of('one')).toBe(later)
})

test('who is held gets nothing until it is let go, and counts as there', () => {
  const registry = createRegistry()
  const slow = session('slow')
  registry.add(slow)
  registry.hold(slow, true)
  expect([registry.able('tenant:t:task'), registry.every()]).toEqual([[], [slow]])
  registry.hold(slow, false)
  expect(registry.able('tenant:t:task')).toEqual([slow])
})
