import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSchemas } from '../../codegen/load.ts'
import { problemText, SchemaError } from '../../codegen/problems.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-load-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function put(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

const nameOf = (name: string) => relative(process.cwd(), join(folder, name))

async function problems(folders: readonly string[] = [folder]): Promise<readonly string[]> {
  const error = await loadSchemas(folders).catch((thrown: unknown) => thrown)
  if (!(error instanceof SchemaError)) throw new Error(`No SchemaError: ${error}`)
  return error.problems.map(problemText)
}

describe('loadSchemas()', () => {
  it('loads TypeScript, JavaScript and JSON, in the order of their paths', async () => {
    await put({
      'b/v1.json': '{ "id": "json", "structs": {} }',
      'a/v2.ts': "const id: string = 'typescript'\nexport default { id }\n",
      'c.mjs': "export default { id: 'javascript' }\n",
    })
    expect(await loadSchemas([folder])).toEqual([
      { file: nameOf('a/v2.ts'), schema: { id: 'typescript' } },
      { file: nameOf('b/v1.json'), schema: { id: 'json', structs: {} } },
      { file: nameOf('c.mjs'), schema: { id: 'javascript' } },
    ])
  })

  it('takes modules and JSON without a schema for shared data', async () => {
    await put({
      'shared.ts': "export const SOURCE = { title: 'a' }\n",
      'shared.json': '[{ "title": "a" }]',
      'types.d.ts': 'export default 1\n',
      'node_modules/x/index.js': "export default { id: 'x' }\n",
      'README.md': '# Schemas\n',
      'v1.ts': "import { SOURCE } from './shared.ts'\nexport default { id: 'v1', SOURCE }\n",
    })
    expect((await loadSchemas([folder])).map((one) => one.file)).toEqual([nameOf('v1.ts')])
  })

  it('takes JSON that forgot its structs for a schema', async () => {
    await put({ 'v1.json': '{ "id": "v1" }' })
    expect(await loadSchemas([folder])).toHaveLength(1)
  })

  it('loads a file once, however many folders hold it', async () => {
    await put({ 'a/v1.json': '{ "id": "v1" }' })
    expect(await loadSchemas([folder, join(folder, 'a'), folder])).toHaveLength(1)
  })

  it('says in one line what each broken file has', async () => {
    await put({
      'broken.json': '{ "id": "x",\n  "a": }',
      'gone.ts': "import x from './missing.ts'\nexport default x\n",
      'syntax.ts': 'export default {\n  id: [1,\n}\n',
      'throws.ts': "throw new Error('boom')\n",
    })
    const [json = '', gone = '', syntax = '', throws = '', ...more] = await problems()
    expect(more).toEqual([])
    expect(json).toMatch(/broken\.json: file: does not load: .+ at line 2, column 8; fix the file$/)
    expect(gone).toMatch(/gone\.ts: file: does not load: .*missing\.ts/)
    expect(syntax).toMatch(/syntax\.ts: file: does not load: .+ at line 3; fix the file$/)
    expect(throws).toBe(`${nameOf('throws.ts')}: file: does not load: boom; fix the file`)
    for (const line of [json, gone, syntax, throws]) expect(line).not.toContain('\n')
  })

  it('names the file whose schema is not exported by default', async () => {
    const whole = "{ id: 'x', structs: {}, detect: [] }"
    await put({ 'named.ts': `export const format = ${whole}\n`, 'v1.json': '{ "id": "v1" }' })
    expect(await problems()).toEqual([
      `${nameOf('named.ts')}: file: has no default export, so no schema; write export default defineFormat({ … })`,
    ])
  })

  it('names every file of a folder without any schema', async () => {
    await put({ 'a.ts': "export const title = 'a'\n", 'b.json': '{}' })
    expect(await problems()).toEqual([
      `${nameOf('a.ts')}: file: has no default export, so no schema; write export default defineFormat({ … })`,
      `${nameOf('b.json')}: file: holds no schema; add id, structs and detect, see docs/adding-a-format.md`,
    ])
  })

  it('rejects a folder that is not there', async () => {
    expect(await problems([join(folder, 'none')])).toEqual([
      `${join(folder, 'none')}: folder: is no folder; name the folder of your schemas with --schemas`,
    ])
  })
})
