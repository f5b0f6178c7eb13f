// The credential among the variables: what an agent enrols by, why none or two are refused, and that it is never shown.
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { ConfigError } from './errors.ts'
import { variables } from './variables.ts'

const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`

describe('the credential', () => {
  const launch = {
    AGENT_LAUNCH_TOKEN: `launch_${'0'.repeat(32)}_${'0'.repeat(64)}`,
    AGENT_ORCH_ID: 'orch-1',
    AGENT_TASK_ID: 'task.1',
    AGENT_SCOPE: 'read:data:*, write:data:a',
  }
  const bootstrap = 'abc123.0123456789abcdef'
  const certificate = { AGENT_TLS_CERT: '/c.pem', AGENT_TLS_KEY: '/k.pem' }

  test.each([
    [{ AGENT_TOKEN }, { method: 'agent_token', token: AGENT_TOKEN }],
    [
      { SHARED_AGENT_PLATFORM_KEY: 'AB'.repeat(32) },
      { method: 'hmac', platform_key: 'ab'.repeat(32), token: null },
    ],
    [
      { AGENT_BOOTSTRAP_TOKEN: bootstrap },
      { method: 'bootstrap_token', bootstrap_token: bootstrap },
    ],
    [
      { REDIVER_BOOTSTRAP_TOKEN: bootstrap },
      { method: 'bootstrap_token', bootstrap_token: bootstrap },
    ],
    [
      { ...launch, AGENT_AUDIENCE: 'vault, store' },
      {
        method: 'launch_token',
        launch: {
          token: launch.AGENT_LAUNCH_TOKEN,
          orch_id: 'orch-1',
          task_id: 'task.1',
          scope: ['read:data:*', 'write:data:a'],
          audience: ['vault', 'store'],
        },
      },
    ],
    [{ AGENT_API_KEY: `enrol_${'0'.repeat(64)}` }, { method: 'api_key' }],
    [
      { AGENT_SERVICE_ACCOUNT_TOKEN_FILE: '/run/token' },
      { method: 'service_account', service_account_token_file: '/run/token' },
    ],
    [certificate, { method: 'certificate' }],
    [{ AGENT_TOKEN, ...certificate }, { method: 'agent_token' }],
    [{ AGENT_TOKEN, ...certificate, AGENT_ENROLMENT: 'certificate' }, { method: 'certificate' }],
    [{ AGENT_TOKEN, ...launch, AGENT_ENROLMENT: 'launch_token' }, { method: 'launch_token' }],
  ] as [Record<string, string>, object][])('%j is what it enrols by', (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected)
  })

  test.each([
    [
      {},
      /^AGENT_TOKEN is not set: create .*Other ways to enrol: SHARED_AGENT_PLATFORM_KEY, .*AGENT_API_KEY\.$/,
    ],
    [
      { AGENT_TOKEN, SHARED_AGENT_PLATFORM_KEY: 'ab'.repeat(32) },
      /^AGENT_TOKEN and SHARED_AGENT_PLATFORM_KEY are both set/,
    ],
    [{ AGENT_TOKEN, ...launch }, /^AGENT_TOKEN and AGENT_LAUNCH_TOKEN are both set/],
    [
      {
        REDIVER_BOOTSTRAP_TOKEN: bootstrap,
        AGENT_BOOTSTRAP_TOKEN: 'abc123.0123456789abcdeX'.toLowerCase(),
      },
      /^AGENT_BOOTSTRAP_TOKEN and REDIVER_BOOTSTRAP_TOKEN are two names of one thing and differ/,
    ],
    [
      { AGENT_TOKEN, AGENT_ENROLMENT: 'hmac' },
      /^AGENT_ENROLMENT is hmac, and SHARED_AGENT_PLATFORM_KEY is not set/,
    ],
    [{ ...launch, AGENT_SCOPE: '' }, /^AGENT_LAUNCH_TOKEN is set, and AGENT_SCOPE is not/],
    [{ ...launch, AGENT_TASK_ID: '..' }, /^AGENT_TASK_ID is '\.\.', which is not a word/],
  ] as [Record<string, string>, RegExp][])('%j is refused in one sentence', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(ConfigError)
    expect(() => readConfig(env)).toThrow(sentence)
    expect(() => readConfig(env)).toThrow(/^(?!.*(0af30af3|abab|0123456789))/)
  })

  test('never shows a secret, not even a wrong one', () => {
    const secrets = Object.entries(variables).filter(([, { type }]) => type === 'secret')
    expect(secrets.length).toBe(6)
    for (const [name] of secrets) {
      expect(() => readConfig({ AGENT_TOKEN, [name]: 'agent_hunter2' })).toThrow(
        new RegExp(`^(?![^]*hunter2)[^]*\\b${name}\\b`),
      )
    }
  })
})
