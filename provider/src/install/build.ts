// `npm run build`: the bundle that is shipped, in dist/bundle.
import { join } from 'node:path'
import { bundle, room, writeProgram } from './bundle.ts'

await writeProgram(join(room, 'dist', 'bundle', 'terraform-provider-reeve'), await bundle())
