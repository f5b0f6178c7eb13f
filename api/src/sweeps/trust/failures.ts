// Forgets failed attempts whose window is over.
import type { Config } from '../../config.ts'
import { forget } from '../../defence/store.ts'
import { most, type Sweep } from '../sweep.ts'

export const failures = ({ authWindowSeconds }: Config): Sweep => ({
  name: 'auth-failures',
  lock: 7_311_845_045,
  every: 300_000,
  run: async (tx) => ({
    forgotten: (await tx.many(forget, { most, window_seconds: authWindowSeconds })).length,
  }),
})
