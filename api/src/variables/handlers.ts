// The operations on variables.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { sumFits, valueFits } from '../secrets/rules.ts'
import * as store from './store.ts'

export const variables = {
  listVariables: ({ query }, { tx }) => page(tx, store.all, query),
  async createVariable({ body }, { tx }) {
    valueFits(body.value)
    const made = await tx.one(store.insert, { id: newId(), ...body })
    sumFits((await tx.one(store.sum)).bytes)
    return made
  },
  getVariable: ({ path }, { tx }) => tx.one(store.byName, path),
  async updateVariable({ path, body }, { tx, revision }) {
    valueFits(body.value)
    const change = { ...path, ...body, revision }
    const changed = await replace(tx, store.replace, store.byName, change)
    sumFits((await tx.one(store.sum)).bytes)
    return changed
  },
  async deleteVariable({ path }, { tx }) {
    await tx.one(store.remove, path)
  },
} satisfies Partial<Handlers>
