// What tools, tests and the demo see of the provider: its schema and how to install it.
export { schemaOf } from './engine/schema-json.ts'
export { deriveModel } from './engine/derive.ts'
export { providerAttributes } from './engine/configure.ts'
export { identityAttributes } from './engine/identity.ts'
export { importForms } from './engine/import.ts'
export {
  needsReplacement,
  type Attribute,
  type Model,
  type Resource,
  type Thing,
} from './engine/model.ts'
export { actions } from './actions.ts'
export type { ProviderFunction } from './engine/functions.ts'
export { listAttributes, listings } from './engine/query.ts'
export { functions } from './functions.ts'
export { notOffered, rows } from './resources.ts'
export { fullAddress, shortAddress } from './address.ts'
export { installProvider, type Installed } from './install/mirror.ts'
export { bundle } from './install/bundle.ts'
export { makeRelease, type Release } from './install/release.ts'
export { filesystemMirror, networkMirror } from './install/settings.ts'
