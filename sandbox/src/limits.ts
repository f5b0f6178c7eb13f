// Every bound on what a script may cost its host, in one table.
export const limits = {
  /** QuickJS' heap when the caller names no other. */
  memory_bytes: 64 << 20,
  /** QuickJS' own stack. Deeper recursion is an error in the script; the thread's real stack is far larger. */
  stack_bytes: 512 << 10,
  /** A thread runs so many scripts, then another takes its place. */
  scripts_per_thread: 1_000,
  /** A script that took more memory than this is the last of its thread. */
  kept_bytes: 8 << 20,
  /** Threads that stand ready beside those at work, and how long a thread waits that nobody needs. */
  spare_threads: 1,
  idle_ms: 30_000,
  /** A thread that is not ready by then is given up. */
  start_ms: 30_000,
  /** UTF-8 bytes of the result's JSON. */
  result_bytes: 1 << 20,
  /** Nested arrays and objects in the result: readers with a recursive parser must survive it. */
  result_depth: 500,
  /** Characters of one log line; the rest is cut. */
  line_chars: 8_000,
  /** Characters of a progress message, an error's message, an error's stack. */
  message_chars: 2_000,
  stack_chars: 7_000,
  /** Log lines pass through a bucket: this many at once, then so many a second. What spills is counted, noted and dropped. */
  lines: { burst: 10_000, per_second: 500 },
  line_text: { burst: 4 << 20, per_second: 256 << 10 },
  /** Progress passes through a bucket too; what spills is replaced by the next one. */
  progress: { burst: 100, per_second: 20 },
  /** Sleeps that may wait at the same time. */
  pending_calls: 1_000,
  /** Requests that may be under way at the same time, and the characters of one as JSON. */
  pending_fetches: 10,
  fetch_chars: 2 << 20,
} as const

export type Limits = typeof limits
