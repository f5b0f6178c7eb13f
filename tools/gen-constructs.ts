// The L1 constructs from provider/schema.json, by CDKTF's own generator, made fit for strict ESM.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { ProviderSchema } from '@cdktf/commons'
import { document } from '@reeve/openapi'
import { rows, shortAddress } from '@reeve/provider'
import { deriveModel } from '../provider/src/engine/derive.ts'
import type { Attribute } from '../provider/src/engine/model.ts'

const root = resolve(import.meta.dirname, '..')
const target = 'constructs/src/generated'

interface Described {
  description?: string
  nested_type?: { attributes: Record<string, Described> }
}
interface Block {
  block: { attributes: Record<string, Described> }
}
interface Schemas {
  provider: Block
  resource_schemas: Record<string, Block>
  data_source_schemas: Record<string, Block>
}

export async function constructs(): Promise<Map<string, string>> {
  const text = await readFile(join(root, 'provider/schema.json'), 'utf8')
  const schema = JSON.parse(text) as ProviderSchema
  const [schemas] = Object.values(schema.provider_schemas ?? {}) as unknown as Schemas[]
  for (const name of foundAlone()) delete schemas!.resource_schemas[name]
  const made = new Map<string, string>()
  for (const [name, code] of await bindings(schema)) made.set(`${name}.ts`, fit(code, schemas!))
  const exported = [...made.keys()].map((name) => `export * from './${name}'\n`)
  made.set(
    'index.ts',
    `// Every resource and data source of the provider, as it is.\n${exported.join('')}`,
  )
  made.set('rules.ts', rules())
  return new Map([...made].map(([name, code]) => [`${target}/${name}`, code]))
}

/** What is a resource only to be listed: nobody declares it. */
function foundAlone(): string[] {
  const resources = Object.values(deriveModel(document, rows).resources)
  return resources.filter(({ found }) => found).map(({ name }) => name)
}

/** What `cdktf get` would write: by the name of a folder, the one file of code in it. */
async function bindings(schema: ProviderSchema): Promise<Map<string, string>> {
  // The generator, when loaded, asks HashiCorp for news and Terraform for its version: not here.
  Object.assign(process.env, { CHECKPOINT_DISABLE: '1', TERRAFORM_BINARY_NAME: 'true' })
  const { CodeMaker, TerraformProviderGenerator } = await import('@cdktf/provider-generator')
  const { ConstructsMakerProviderTarget, Language, TerraformProviderConstraint } =
    await import('@cdktf/commons')
  const constraint = { name: 'reeve', source: shortAddress, version: await versions() }
  const provider = new TerraformProviderConstraint(constraint)
  const generator = new TerraformProviderGenerator(new CodeMaker(), schema)
  generator.generate(new ConstructsMakerProviderTarget(provider, Language.TYPESCRIPT))
  const folder = await mkdtemp(join(tmpdir(), 'reeve-gen-'))
  try {
    await generator.save(folder)
    const files = (await readdir(folder, { recursive: true })).filter((it) =>
      it.endsWith('/index.ts'),
    )
    const made = new Map<string, string>()
    for (const file of files.toSorted()) {
      const name = basename(dirname(file))
      if (name !== 'reeve') made.set(name, await readFile(join(folder, file), 'utf8'))
    }
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The generator writes CommonJS for lax types, and links to pages that no registry has. */
const edits: [RegExp, string][] = [
  [/^import \{ Construct \}/m, 'import type { Construct }'],
  [/^(  (?:private|readonly) \w+\?: [^;\n]+);/gm, '$1 | undefined;'],
  [/(?<=^  protected )(?=synthesize)/gm, 'override '],
  [/(?<=^  public )(?=[gs]et alias\()/gm, 'override '],
  [/^      provider: config\.provider,\n(?:      \w+: config\.\w+,?\n)+/m, '      ...config,\n'],
  [/importFromId, provider \}/, 'importFromId, ...(provider && { provider }) }'],
  [/^(  public internalValue\?) ?: ([^;\n]+)$/gm, '$1: $2 | undefined'],
  // A constructor of parameter properties that are the base class's own.
  [/(class \w+ extends cdktf\.ComplexList \{\n(?:  public internalValue\?.*\n)?)[^}]+\}\n/g, '$1'],
  [/^ *\*\n *\* Docs at Terraform Registry.*\n/gm, ''],
  [/\. Refer to the \{@link \S+ import section\}.*/, ''],
  [/\{@link \S+ (\w+)\}/g, '`$1`'],
  [/[ \t]+$/gm, ''],
]

function fit(code: string, schemas: Schemas): string {
  const type = /tfResourceType = "(\w+)"/.exec(code)![1]!
  const isData = code.includes('extends cdktf.TerraformDataSource')
  const all = isData ? schemas.data_source_schemas : schemas.resource_schemas
  const kind = isData ? 'Data source' : type === 'reeve' ? 'Provider' : 'Resource'
  const title = `// ${kind} ${type}, generated from provider/schema.json.\n`
  const edited = edits.reduce((text, [pattern, by]) => text.replace(pattern, by), code)
  return describe(edited.replace(/^(?:\/\/.*\n)+/, title), (all[type] ?? schemas.provider).block)
}

/** Puts descriptions on getters. Classes of an attribute's parts stand before that of the whole. */
function describe(code: string, { attributes }: Block['block']): string {
  const nested = Object.values(attributes).map((attribute) => attribute.nested_type?.attributes)
  const parts: Record<string, Described> = Object.assign({}, ...nested)
  const whole = code.indexOf('* Represents a')
  const put = (_: string, name: string, field = '', getter: string, at: number) => {
    const { description } = (at < whole ? parts : attributes)[name] ?? {}
    return `${field}${description ? `  /** ${description} */\n` : ''}${getter}`
  }
  return code.replaceAll(/^  \/\/ (\w+) - computed: .*\n(  private .*\n)?(  public .*get )/gm, put)
}

/** At least this minor version: the classes speak of all that it offers. */
async function versions(): Promise<string> {
  const text = await readFile(join(root, 'provider/package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return `~> ${version.split('.').slice(0, 2).join('.')}`
}

/** By attribute that can be given, if anything is demanded of it. */
function demandsOf(attributes: readonly Attribute[]): object {
  const demands = attributes
    .filter((it) => it.required || it.optional)
    .map(({ name, rules: own, sensitive, nested }) => {
      const members = nested ? { nested: demandsOf(nested.attributes) } : {}
      return [name, { ...own, ...(sensitive && { secret: true }), ...members }] as const
    })
  return Object.fromEntries(demands.filter(([, demanded]) => Object.keys(demanded).length > 0))
}

/** Terraform's schema has no room for patterns and limits, which are checked at synthesis. */
function rules(): string {
  const { resources } = deriveModel(document, rows)
  const declared = Object.values(resources).filter(({ found }) => !found)
  const table = declared.map(({ name, attributes }) => [name, demandsOf(attributes)])
  return [
    '// What the contract demands of values, generated from openapi/generated/openapi.json.',
    `export const rules = ${JSON.stringify(Object.fromEntries(table), null, 2)} as const`,
    '',
  ].join('\n')
}
