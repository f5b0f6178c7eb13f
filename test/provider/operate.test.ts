// examples/operate works as it is, where a Terraform is here that knows lists and actions.
import { spawn } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import { enginesHere } from '../support/engines.ts'
import { connected, finish, quiet } from '../support/terraform.ts'

const folder = resolve(import.meta.dirname, '../../examples/operate')
const able = (await enginesHere()).find(({ knows }) => knows.actions && knows.lists)
const reason = able ? '' : ' – skipped: there is no Terraform of 1.14 or later'

describe.skipIf(!able)(`the example of lists and actions${reason}`, () => {
  test('is applied, acts when its script changes, and is queried', async () => {
    await using broker = await startBroker()
    await using work = await connected(broker, {}, able!.program)
    await cp(folder, work.dir, { recursive: true })
    await work.apply()
    expect((await work.run('output', '-json', 'next_backup')).json).toBe('2026-01-16T01:30:00Z')
    const runs = async () =>
      (await broker.request('GET', '/api/v1/tenants/shop/tasks/backup/runs')).body
        .items as unknown[]
    expect(await runs()).toEqual([])

    const main = join(work.dir, 'main.tf')
    const text = await readFile(main, 'utf8')
    await writeFile(main, text.replace("return 'kept'", "return 'kept again'"))
    await work.apply()
    expect(await runs()).toHaveLength(1)

    const { json, code } = await work.run('query', '-json')
    const lines = json as { list_resource_found?: { display_name: string } }[]
    const names = lines.flatMap((line) => line.list_resource_found?.display_name ?? [])
    // nobody is here to run it, so the run is a dead job
    const dead = expect.stringMatching(/^shop\/[0-9a-f-]{36}$/) as string
    expect([code, names.toSorted()]).toEqual([0, [dead, 'shop/on-prem']])
    expect(await work.run('destroy', '-auto-approve', ...quiet)).toMatchObject({ code: 0 })
  })

  test('is formatted', async () => {
    const formatted = await finish(spawn(able!.program, ['fmt', '-check', '-diff', folder]))
    expect(formatted).toMatchObject({ code: 0, stdout: '' })
  })
})
