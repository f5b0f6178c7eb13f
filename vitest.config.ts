// The kinds of tests as vitest projects: `npx vitest run --project api` runs one kind.
import { defineConfig } from 'vitest/config'
import { Skipped } from './test/support/skipped.ts'

// Not `import` or `default`: vitest passes these on to Node, and packages with two builds would load both.
const conditions = ['source', 'node']

/** One kind of test: the folder it lives in and how long one of its tests may take (ms). */
function kind(name: string, testTimeout: number, include = [`test/${name}/**/*.test.ts`]) {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: { name, include, testTimeout, hookTimeout: 120_000, environment: 'node' },
  }
}

const rooms = '{openapi,api,sandbox,agent,provider,constructs,cli,bench,tools}'

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    reporters: ['default', new Skipped()],
    projects: [
      kind('unit', 20_000, [`${rooms}/**/*.test.ts`]),
      kind('contract', 60_000),
      kind('api', 60_000),
      kind('agent', 120_000),
      kind('provider', 180_000),
      kind('constructs', 120_000),
      kind('cli', 60_000),
      kind('journeys', 300_000),
    ],
  },
})
