// The provider's reference: what its pages show is taken by Terraform as it stands there.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { describeWithTerraform, workspace } from '../support/terraform.ts'

const examples = resolve(import.meta.dirname, '../../examples/terraform')
const pages = resolve(import.meta.dirname, '../../provider/docs')
/** What stands in a configuration of any version; actions, lists and identities need a newer one. */
const plain = ['resources', 'data-sources', 'ephemeral-resources']

describeWithTerraform('the provider’s reference', () => {
  test('shows what is valid and formatted, beside the examples that it is made of', async () => {
    await using work = await workspace()
    await cp(examples, work.dir, { recursive: true })
    const there = (await contents(examples, '.tf')).join('\n')
    const shown = (await contents(pages, '.md', plain)).flatMap(shownIn)
    const more = shown.filter((part) => !there.includes(part))
    expect(more.length).toBeGreaterThan(20)
    await writeFile(join(work.dir, 'shown.tf'), `${more.join('\n\n')}\n`)
    expect(await work.run('fmt', '-check', '-diff')).toMatchObject({ code: 0, stdout: '' })
    expect(await work.run('validate', '-no-color')).toMatchObject({ code: 0, stderr: '' })
  })
})

/** The blocks of a page's HCL, each with its comment. */
function shownIn(page: string): string[] {
  const fences = [...page.matchAll(/^```terraform\n(.*?)\n```$/gms)].map(([, text]) => text!)
  const newer = /^ {2}identity = \{$/m
  return fences.flatMap((text) => text.split(/\n\n(?=\S)/)).filter((part) => !newer.test(part))
}

async function contents(folder: string, ending: string, below = ['']): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const ours = names.filter(
    (name) => name.endsWith(ending) && below.some((start) => name.startsWith(start)),
  )
  return Promise.all(ours.map((name) => readFile(join(folder, name), 'utf8')))
}
