// Reads again for whoever asks: what is under way may have begun too early, so who asks now gets the next read, and all
// who ask meanwhile share it.

export interface Reread {
  /** Resolves after a read that began after the call. */
  (): Promise<void>
  /** Nothing is under way any more. */
  idle: () => Promise<void>
}

export function rereadable(read: () => Promise<void>): Reread {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  const again = (): Promise<void> => {
    next ??= (current ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        next = undefined
        current = read()
        return current
      })
    return next
  }
  const idle = async (): Promise<void> => {
    await next?.catch(() => undefined)
    await current?.catch(() => undefined)
  }
  return Object.assign(again, { idle })
}
