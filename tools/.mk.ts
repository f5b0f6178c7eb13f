import { constructs } from './gen-constructs.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
for (const [p, t] of await constructs()) { await mkdir(dirname(p), {recursive:true}); await writeFile(p, t) }
