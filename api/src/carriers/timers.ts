// Two clocks of a stream: until when its session is good, and how long nothing was heard of its agent.

export function lapseTimer(lapsed: () => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    at(time: number) {
      clearTimeout(timer)
      timer = setTimeout(lapsed, Math.max(0, time - Date.now()))
    },
    stop: () => clearTimeout(timer),
  }
}

/** An agent that is frozen, or cut off from here, leaves its stream open: only its silence tells. */
export function silenceTimer(ms: number, silent: () => void) {
  let words = 0
  let listening = true
  const timer = setTimeout(() => {
    const before = words
    if (!listening) return void timer.refresh()
    // If this process was busy itself, what the agent said meanwhile is read first: timers come before sockets.
    setImmediate(() => setImmediate(() => words === before && silent()))
  }, ms)
  return {
    heard() {
      words += 1
      timer.refresh()
    },
    /** While we do not read it, its silence is ours. */
    async notDuring(work: Promise<void>): Promise<void> {
      listening = false
      await work
      listening = true
    },
    stop() {
      words += 1
      clearTimeout(timer)
    },
  }
}
