// The rule that makes commands' names.
import type { Operation } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { commandsOf } from './commands.ts'

function named(operationId: string, method: string, path: string, tag: string): string[] {
  const operation = { operationId, method, path, tags: [tag] } as unknown as Operation
  return commandsOf([operation]).map(({ noun, verb }) => `${noun} ${verb}`.trim())
}

const owned = '/api/v1/tenants/{tenant}'

test.each([
  ['createAgentToken', 'post', `${owned}/agent-tokens`, 'agent-tokens', 'agent-token create'],
  ['listAllJobs', 'get', '/api/v1/jobs', 'jobs', 'job list'],
  ['listTenantApiTokens', 'get', `${owned}/api-tokens`, 'api-tokens', 'api-token list'],
  ['listTenants', 'get', '/api/v1/tenants', 'tenants', 'tenant list'],
  ['deleteTenant', 'delete', owned, 'tenants', 'tenant delete'],
  ['listPoolAssignments', 'get', '/api/v1/pools/{pool}/tenants', 'pools', 'pool-assignment list'],
  [
    'listApprovalPolicies',
    'get',
    '/api/v1/approval-policies',
    'approval-policies',
    'approval-policy list',
  ],
  [
    'rotatePlatformKey',
    'post',
    '/api/v1/platform-keys/{platform_key}/rotate',
    'platform-keys',
    'platform-key rotate',
  ],
  ['getHealth', 'get', '/health', 'broker', 'health'],
])('%s (%s %s) is a command', (id, method, path, tag, name) => {
  expect(named(id, method, path, tag)).toEqual([name])
})

test('operations of agents are no commands', () => {
  expect(named('createEnrolment', 'post', '/api/v1/agent/enrolments', 'enrolments')).toEqual([])
})

test('what differs only in its tenant is one command', () => {
  const operations = [
    {
      operationId: 'createApiToken',
      method: 'post',
      path: '/api/v1/api-tokens',
      tags: ['api-tokens'],
    },
    {
      operationId: 'createTenantApiToken',
      method: 'post',
      path: `${owned}/api-tokens`,
      tags: ['api-tokens'],
    },
  ] as unknown as Operation[]
  expect(commandsOf(operations)).toMatchObject([{ noun: 'api-token', verb: 'create', operations }])
})
