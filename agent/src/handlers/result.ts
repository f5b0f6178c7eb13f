// Bounds of a result: its size and how deep it is nested.
import { limits } from '@reeve/sandbox'
import { failed, type Ending } from './runner.ts'

export function completed(json: string): Ending {
  const { result_bytes, result_depth } = limits
  if (Buffer.byteLength(json) > result_bytes)
    return failed('result-too-large', `The result's JSON is over ${result_bytes} bytes.`)
  const result: unknown = JSON.parse(json)
  if (depthOf(result, result_depth) > result_depth)
    return failed('result-too-large', `The result is nested deeper than ${result_depth} levels.`)
  return { status: 'completed', result }
}

/** How deep it is nested; looks no deeper than one level over `most`. */
export function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (most === 0) return 1
  let deepest = 0
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1))
  return 1 + deepest
}
