// What an agent says of itself when its session begins, checked.
import type { HelloOutput } from '@reeve/openapi/agent'
import { problem } from '../problem.ts'

const label = /^[a-z0-9][a-z0-9._/-]{0,62}$/
const type = /^[a-z][a-z0-9_-]{0,62}$/

export function introduced(hello: HelloOutput) {
  const { version, worker_type, max_concurrent, region } = hello
  if (
    !/^[a-z][a-z0-9-]{0,62}$/.test(worker_type) ||
    max_concurrent < 1 ||
    max_concurrent > 1000 ||
    version.length > 100
  )
    throw problem(
      'invalid-request',
      'The hello needs a worker_type, a max_concurrent from 1 to 1000 and a short version.',
    )
  if (region !== '' && !label.test(region)) throw refused('region', label)
  const types = tokens(hello, 'types', type)
  return {
    version,
    worker_type,
    max_concurrent,
    region,
    capabilities: tokens(hello, 'capabilities', label),
    tools: tokens(hello, 'tools', label),
    labels: tokens(hello, 'labels', label),
    types: types.length > 0 ? types : ['script'], // an agent from before there were others
  }
}

function tokens(
  hello: HelloOutput,
  name: 'capabilities' | 'tools' | 'labels' | 'types',
  pattern: RegExp,
): string[] {
  const distinct = [...new Set(hello[name])]
  if (distinct.length > 64 || !distinct.every((one) => pattern.test(one)))
    throw refused(name, pattern)
  return distinct
}

const refused = (name: string, pattern: RegExp) =>
  problem(
    'invalid-request',
    `In the hello, ${name} must match ${pattern.source}; at most 64 of them.`,
  )
