// Renewals of the same moment share one statement and one commit. Of all who present one token, on whatever replica, one
// makes its successor, and the others are told of that one.
import { type Database, together } from '../../db/database.ts'
import { grouped } from '../../db/grouped.ts'
import { newId } from '../../ids.ts'
import { byKey } from '../../queue/store.ts'
import type { Retire, Retiring } from './retiring.ts'
import * as store from './store.ts'

/** How long a token that was renewed gives the same successor again, in seconds: its answer may have been lost. */
const within_seconds = 60

/** A token that is presented, as it is retired once it has a successor. */
export interface Presented extends Retiring {
  enrolment: string
}

/** The latest token of an enrolment whose latest, or the one before, was presented; undefined when it is neither. */
export type Renew = (presented: Presented) => Promise<store.Latest | undefined>

/** `life`: of a token, in seconds, where its enrolment says nothing of it. */
export function createRenew(db: Database, life: () => number, retire: Retire): Renew {
  const work = db.as('work')

  /** Waits for nobody: an enrolment that somebody else has locked is left out, so that groups cannot block each other. */
  async function run(_: string, items: Presented[]): Promise<Array<store.Latest | undefined>> {
    const each = [...new Map(items.map((item) => [item.jti, item])).values()]
    const asked = {
      enrolments: each.map(({ enrolment }) => enrolment),
      presented: each.map(({ jti }) => jti),
      jtis: each.map(() => newId()),
      seconds: life(),
    }
    const [, made] = await db.transaction(
      'work',
      (tx) => together([tx.many(byKey), tx.many(store.renewTogether, asked), tx.commit()]), // one round trip
    )
    const latest = new Map(made.map(({ presented, ...successor }) => [presented, successor]))
    for (const one of each) if (latest.has(one.jti)) retire(one)
    return items.map(({ jti }) => latest.get(jti))
  }

  const share = grouped({
    run,
    ...{ most: 256, waiting: 16_384, lanes: 1, worthwhile: 8, patience: 10_000 },
  })

  async function alone(one: Presented): Promise<store.Latest | undefined> {
    const asked = { enrolment: one.enrolment, presented: one.jti }
    const renewed = await work.maybe(store.renew, { ...asked, jti: newId(), seconds: life() })
    if (renewed) retire(one)
    return renewed ?? work.maybe(store.renewedNow, { ...asked, within_seconds })
  }

  return async (presented) => (await share('', presented)) ?? alone(presented)
}
