// How fast strangers may knock: a bucket of tokens for each door and each who knocks, in the memory of this replica.
import { problem } from '../problem.ts'

/** Doors that strangers may knock at, each with its own rate. */
export type Bucket =
  | 'admin_auth'
  | 'app_auth'
  | 'challenge'
  | 'enrol'
  | 'collect'
  | 'resume'
  | 'validate'

interface Rate {
  /** Tokens that come back each second. */
  each: number
  /** As many as a bucket holds. */
  burst: number
}

/**
 * Where a secret of few bits could be tried the rate is low. Where many agents may stand behind one address it is a
 * bound on floods alone: wrong secrets are the limiter's business.
 */
const rates: Record<Bucket, Rate> = {
  admin_auth: { each: 5, burst: 10 },
  app_auth: { each: 10 / 60, burst: 3 },
  challenge: { each: 1000, burst: 2000 },
  enrol: { each: 1000, burst: 2000 },
  collect: { each: 1000, burst: 2000 },
  resume: { each: 1000, burst: 2000 },
  validate: { each: 10_000, burst: 20_000 },
}

/** Buckets kept; which was used longest ago goes first. */
const most = 10_000

/** Takes a token, or throws `rate-limited`. `now` is in ms and never goes back. */
export function createBuckets(
  now: () => number = () => performance.now(),
): (bucket: Bucket, key: string) => void {
  const known = new Map<string, { tokens: number; at: number }>()
  return (bucket, key) => {
    const { each, burst } = rates[bucket]
    const name = `${bucket} ${key}`
    const at = now()
    const before = known.get(name) ?? { tokens: burst, at }
    const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1000) * each)
    known.delete(name)
    known.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at })
    if (known.size > most) known.delete(known.keys().next().value!)
    if (tokens >= 1) return
    const retryAfter = Math.ceil((1 - tokens) / each)
    throw problem('rate-limited', `Ask again in ${retryAfter} s.`, { retryAfter })
  }
}
