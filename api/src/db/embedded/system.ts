// What the launcher asks of the operating system: is that process alive, is it ours, tell it to stop.
import { spawnSync } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { program, type Binaries } from './binaries.ts'

/** As little as will do: PostgreSQL must inherit neither Reeve's secrets nor the user's PG* and LD_*. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env
  // TZ spares initdb its search for the machine's time zone
  return { PATH, LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot && { SystemRoot }) }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether `pid` is a PostgreSQL on this data folder – and not another process with a number reused. */
export function isPostgres(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === data // PostgreSQL lives in its data folder
    } catch {
      return false // it ended meanwhile, or it is another user's and so not ours
    }
  }
  if (process.platform === 'win32') {
    const filter = ['/NH', '/FO', 'CSV', '/FI', `PID eq ${pid}`]
    return spawnSync('tasklist', filter, { encoding: 'utf8' }).stdout.includes('postgres')
  }
  const ps = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return ps.stdout.includes(data)
}

/** SIGINT: end sessions, flush and stop. SIGQUIT: stop at once, and recover at the next start. */
export function tell(binaries: Binaries, pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  if (process.platform === 'win32') {
    spawnSync(program(binaries, 'pg_ctl'), ['kill', signal.slice(3), String(pid)])
    return
  }
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
