// The Terraforms and OpenTofus that are here, and what each version of them knows.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { engine, finish } from './terraform.ts'

export interface Engine {
  program: string
  /** Such as `Terraform 1.11.4`. */
  name: string
  knows: Record<Feature, boolean>
}

/** Since which version each knows a feature; undefined: none does. The table in docs/terraform.md says the same. */
export const features = {
  functions: { Terraform: '1.8', OpenTofu: '1.7' },
  moved: { Terraform: '1.8', OpenTofu: '1.11' },
  identity: { Terraform: '1.12', OpenTofu: '1.12' },
  lists: { Terraform: '1.14', OpenTofu: undefined },
  actions: { Terraform: '1.14', OpenTofu: undefined },
} as const satisfies Record<string, Record<'Terraform' | 'OpenTofu', string | undefined>>
export type Feature = keyof typeof features

/** The one on the PATH, then those that REEVE_TEST_TERRAFORMS names (paths, separated as in PATH). */
export async function enginesHere(): Promise<Engine[]> {
  const more = (process.env['REEVE_TEST_TERRAFORMS'] ?? '').split(delimiter)
  const programs = [engine, ...more].filter((it): it is string => Boolean(it))
  return Promise.all(programs.map(engineOf))
}

async function engineOf(program: string): Promise<Engine> {
  const { stdout } = await finish(spawn(program, ['version'], { env: { CHECKPOINT_DISABLE: '1' } }))
  const [, maker, version] = /(Terraform|OpenTofu) v(\d+\.\d+\.\d+)/.exec(stdout) ?? []
  if (!maker || !version)
    throw new Error(`${program} does not say which Terraform it is: ${stdout}`)
  const knows = Object.fromEntries(
    Object.entries(features).map(([feature, since]) => [
      feature,
      isSince(version, since[maker as 'Terraform' | 'OpenTofu']),
    ]),
  ) as Record<Feature, boolean>
  return { program, name: `${maker} ${version}`, knows }
}

function isSince(version: string, since: string | undefined): boolean {
  if (since === undefined) return false
  return version.localeCompare(since, 'en', { numeric: true }) >= 0
}
