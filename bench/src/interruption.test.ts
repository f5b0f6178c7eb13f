// A benchmark that is interrupted leaves nothing behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const source = ['--conditions=source', `--import=${import.meta.resolve('tsx')}`, main]

test('its PostgreSQL, its broker, its agents and their folders are gone when it has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-interrupted-'))
  await chmod(folder, 0o711) // as root, PostgreSQL runs as another user
  const bench = spawn(process.execPath, [...source, 'latency', '--quick'], {
    detached: true, // a group of its own, with the broker in it
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(bench, 'exit')
  for await (const line of createInterface(bench.stdout))
    if (line.startsWith('# graphile_worker')) break
  const ours = async () => (await readdir(folder)).filter((name) => name.startsWith('reeve-bench-'))
  expect(await ours()).toHaveLength(2) // PostgreSQL's and the agent's
  bench.kill('SIGTERM')
  expect(await ended).toEqual([143, null])
  expect(await ours()).toEqual([])
  // What compiled the source for it ends with it, a little later.
  await expect.poll(() => isThere(-bench.pid!), { timeout: 10_000 }).toBe(false)
  await rm(folder, { recursive: true })
}, 60_000)

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
