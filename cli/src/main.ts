#!/usr/bin/env node
// The process `reeve`.
import { run } from './run.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
// A reader such as `head` that has seen enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const { stdout, stderr, env, argv } = process
const { signal } = interrupted
process.exitCode = await run(argv.slice(2), {
  stdout,
  stderr,
  env,
  signal,
  // Opening stdin takes time and may keep the process alive: only for those who read it.
  get stdin() {
    return process.stdin
  },
})
