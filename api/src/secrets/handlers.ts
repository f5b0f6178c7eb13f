// The operations on secrets. A value is sealed before it is stored, and leaves here only for an agent.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import type { Vault } from '../identity/vault.ts'
import { sumFits, valueFits } from './rules.ts'
import { sealValue } from './sealing.ts'
import * as store from './store.ts'

export const secrets = (vault: Vault) =>
  ({
    listSecrets: ({ query }, { tx }) => page(tx, store.all, query),
    async createSecret({ body }, { tx }) {
      valueFits(body.value)
      const value = sealValue(vault, body.value)
      const made = await tx.one(store.insert, { id: newId(), ...body, value })
      sumFits((await tx.one(store.sum)).bytes)
      return made
    },
    getSecret: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateSecret({ path, body }, { tx, revision }) {
      const { value, description } = body
      if (value != null) valueFits(value)
      const change = {
        ...path,
        description,
        revision,
        keep: value === undefined,
        value: value == null ? null : sealValue(vault, value),
      }
      const changed = await replace(tx, store.replace, store.byName, change)
      sumFits((await tx.one(store.sum)).bytes)
      return changed
    },
    async deleteSecret({ path }, { tx }) {
      await tx.one(store.remove, path)
    },
  }) satisfies Partial<Handlers>
