// What tools, tests and the demo see of the provider: its schema and how to install it.
export { schemaOf } from './engine/schema-json.ts'
export { notOffered, rows } from './resources.ts'
export { fullAddress, shortAddress } from './address.ts'
export { installProvider, type Installed } from './install/mirror.ts'
export { bundle } from './install/bundle.ts'
export { makeRelease, type Release } from './install/release.ts'
export { filesystemMirror, networkMirror } from './install/settings.ts'
