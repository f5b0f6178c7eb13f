// A token bucket: so much at once, then so much a second.

/**
 * @param {{ burst: number, per_second: number }} rate
 * @param {() => number} now milliseconds
 * @returns {(amount: number) => boolean} whether there was room, and if so it is taken
 */
export function bucket({ burst, per_second }, now = () => performance.now()) {
  let level = burst
  let last = now()
  return (amount) => {
    const time = now()
    level = Math.min(burst, level + ((time - last) / 1000) * per_second)
    last = time
    if (level < amount) return false
    level -= amount
    return true
  }
}
