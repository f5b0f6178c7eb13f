// Which new work finds no free slot.
import { expect, test } from 'vitest'
import type { Candidate } from '../queue/choose.ts'
import { type Asked, type Facts, run, shortfalls } from './capacity.ts'

const job: Asked = { ...run, is_run: false }
const agent = (free: number, more: Partial<Candidate> = {}): Candidate => ({
  id: `agent-${free}`,
  free,
  held: 0,
  types: ['script'],
  capabilities: [],
  tools: [],
  labels: [],
  region: null,
  ...more,
})

function facts(agents: Candidate[], more: object = {}, ahead: Facts['ahead'] = []): Facts {
  const standing = {
    tenant: 'acme',
    suspended: false,
    tenant_id: 'acme-id',
    worker_type: 'task',
    inline: false,
    dedicated: true,
    pool_id: null,
    paused_pool: null,
    plan: 'free',
    running: 0,
    most: 10,
    running_runs: 0,
    task_max_concurrent: null,
    ...more,
  }
  return { standing, agents, ahead }
}

/** For each whether it finds none. */
const lacks = (given: Facts, asked: Asked[]) =>
  shortfalls(given, asked).map((why) => why !== undefined)

test('as many pieces find a slot as there are', () => {
  expect(lacks(facts([agent(1), agent(2)]), [run, job, run, run])).toEqual([
    false,
    false,
    false,
    true,
  ])
  expect(lacks(facts([]), [run])).toEqual([true])
})

test('a slot that is promised to what waits already is taken', () => {
  expect(lacks(facts([agent(3)], {}, [{ ...job, jobs: 2 }]), [run, run])).toEqual([false, true])
  const elsewhere = { ...job, tools: ['trivy'], jobs: 5 }
  expect(lacks(facts([agent(1)], {}, [elsewhere]), [run])).toEqual([false])
})

test('only an agent that can do it counts, and the nearest says what it lacks', () => {
  const picky = { ...job, tools: ['trivy'] }
  const able = agent(1, { tools: ['trivy'] })
  expect(lacks(facts([agent(4), able]), [picky, picky])).toEqual([false, true])
  expect(shortfalls(facts([agent(4)]), [picky])[0]).toContain('lacks: tool trivy')
})

test('what a limit holds lacks no capacity', () => {
  expect(lacks(facts([], { running: 10 }), [job])).toEqual([false])
  expect(lacks(facts([agent(9)], { running: 8 }), [job, job, job])).toEqual([false, false, false])
  const capped = { running: 1, running_runs: 1, task_max_concurrent: 1 }
  expect(lacks(facts([], capped), [run, job])).toEqual([false, true])
  expect(lacks(facts([], { suspended: true }), [run])).toEqual([false])
})

test('a paused pool has no slots', () => {
  const given = facts([agent(5)], { paused_pool: 'gpu' })
  expect(shortfalls(given, [run])).toEqual(['The pool gpu is paused.'])
})
