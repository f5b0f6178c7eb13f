// The contract agrees with itself: examples with schemas, the table of problems with the codes, the stream with HTTP.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve as pathTo } from 'node:path'
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader'
import { expect, test } from 'vitest'
import { isRead, problems } from '@reeve/openapi'
import { mistakesIn, operations, resolve, schemas } from '../support/contract.ts'

test.each(Object.entries(schemas))('each example of %s is one', (name, schema) => {
  expect(schema.examples?.length, 'an example').toBeGreaterThan(0)
  for (const example of schema.examples!)
    expect(mistakesIn(example, { $ref: `#/components/schemas/${name}` })).toEqual([])
})

test('the public linter’s strictest rules hold, with none switched off, softened or ignored', () => {
  const root = pathTo(import.meta.dirname, '../..')
  const config = readFileSync(pathTo(root, 'openapi/redocly.yaml'), 'utf8')
  expect(config).toContain('\nextends: [recommended-strict]\n')
  expect(config).not.toMatch(/^ +\S+: .*\b(off|warn)\b/m)
  for (const folder of ['.', 'openapi'])
    expect(existsSync(pathTo(root, folder, '.redocly.lint-ignore.yaml'))).toBe(false)
})

test('an object of the contract has no properties but those it names', () => {
  const open = Object.entries(schemas).filter(
    ([, { type, additionalProperties }]) => type === 'object' && additionalProperties !== false,
  )
  expect(open.map(([name]) => name)).toEqual([])
})

test('the codes of problems are the table’s', () => {
  const codes = (schemas['Problem']!.properties!['code']!.enum as string[]).toSorted()
  expect(codes).toEqual(Object.keys(problems).toSorted())
  for (const { status, title } of Object.values(problems)) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
  }
})

test('what is created can be given an Idempotency-Key, and what is changed a revision', () => {
  const without = (method: string, header: string) =>
    operations
      .filter(
        (operation) =>
          operation.method === method &&
          !isRead(operation) &&
          !operation.parameters.some(({ name }) => name === header),
      )
      .map(({ operationId }) => operationId)
  // An enrolment makes a new session each time, a poll waits anew, a report names its attempt; assigning to a pool has
  // no revision.
  expect(without('post', 'idempotency-key')).toEqual([
    'authenticateApp',
    'createEnrolment',
    'collectEnrolment',
    'renewAgentSession',
    'releaseAgentSession',
    'resumeAgentSession',
    'authenticateAdmin',
    'pollJobs',
    'sendHeartbeat',
    'acknowledgeJob',
    'reportProgress',
    'reportLines',
    'reportResult',
  ])
  expect(without('put', 'if-match')).toEqual(['createPoolAssignment'])
})

test('a secret is shown by what makes it alone', () => {
  const showing = operations.filter(({ success }) => {
    const schema = success.content?.['application/json']?.schema
    return (
      schema &&
      Object.values(resolve(schema).properties ?? {}).some((property) => property['x-secret'])
    )
  })
  expect(showing.map(({ method }) => method)).toEqual(showing.map(() => 'post'))
})

const proto = loadSync(createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto'), {
  keepCase: true,
})

function fieldsOf(message: string): string[] {
  const { type } = proto[`reeve.agent.v1.${message}`] as MessageTypeDefinition<object, object>
  return (type as { field: Array<{ name: string }> }).field.map(({ name }) => name)
}

const propertiesOf = (name: string): string[] => Object.keys(schemas[name]!.properties!)

/** Message → schema, and the words that only a carrier needs. */
const sameWords: Array<[message: string, schema: string, own: string[]]> = [
  ['Assignment', 'JobAssignment', []],
  ['Hello', 'Poll', []],
  ['Heartbeat', 'Heartbeat', ['sequence']],
  ['Attempt', 'JobAttempt', []],
  ['Progress', 'JobProgress', []],
  ['Lines', 'JobLines', []],
  ['Result', 'JobResult', []],
  ['Leases', 'HeartbeatAnswer', ['sequence']],
  ['Welcome', 'HeartbeatAnswer', []],
  ['Assignment', 'Job', ['job', 'job_token', 'timeout_ms', 'lease_ms', 'context']],
  ['Result', 'Job', []],
  ['Line', 'JobLine', []],
  ['Hello', 'AgentIntroduction', ['running', 'types']],
  ['Welcome', 'Enrolment', ['heartbeat_interval_ms', 'lease_ms']],
  ['Renewal', 'AgentSession', []],
  ['Acknowledgement', 'Problem', ['sequence', 'accepted']],
]

test.each(sameWords)('the stream’s %s speaks in the words of %s', (message, schema, own) => {
  const words = fieldsOf(message).filter((field) => !own.includes(field))
  expect(words.length).toBeGreaterThan(0)
  expect(propertiesOf(schema)).toEqual(expect.arrayContaining(words))
})

test('a line is the contract’s line, whose attempt the report names', () => {
  expect(['attempt', ...fieldsOf('Line')].toSorted()).toEqual(propertiesOf('JobLine').toSorted())
})
