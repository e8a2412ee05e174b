import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder

beforeAll(async () => {
  vi.stubEnv('GITHUB_ACTIONS', '')
  folder = await createFolder()
})

afterEach(() => vi.stubEnv('GITHUB_ACTIONS', ''))

afterAll(async () => {
  vi.unstubAllEnvs()
  await folder.remove()
})

const nameOf = (name: string) => relative('.', join(folder.path, name))

/** A schema with two mistakes in it, as JSON; gives its path. */
async function bad(name: string): Promise<string> {
  const text = await readFile('test/codegen/resolve/good.json', 'utf8')
  const path = join(folder.path, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(
    path,
    text.replace('"type": "u64"', '"type": "u65"').replace('"family": "good"', '"family": "C"'),
  )
  return path
}

const PROBLEMS = [
  { line: 3, column: 13, path: 'family', message: 'is "C"' },
  { line: 24, column: 44, path: 'header.size.type', message: 'is "u65"' },
]

describe('cowtools schema check', () => {
  it('finds nothing wrong with the schemas of the repository', async () => {
    const outcome = await cowtools('schema', 'check', 'schemas')
    const out = expect.stringMatching(/^\d+ schemas are right\n$/)
    expect(outcome).toEqual({ code: 0, out, err: '' })
    expect((await cowtools('schema', 'check', 'schemas/cow/v2.ts')).out).toBe('1 schema is right\n')
  })

  it('takes a list of signatures', async () => {
    const outcome = await cowtools('schema', 'check', 'schemas/foreign.ts')
    expect(outcome).toMatchObject({ code: 0, out: 'the list of signatures is right\n' })
  })

  it('prints file, line and column of each problem, as compilers do', async () => {
    const { code, out, err } = await cowtools('schema', 'check', await bad('human/v1.json'))
    expect(code).toBe(1)
    const lines = out.trimEnd().split('\n')
    const places = PROBLEMS.map(({ line, column }) => `${line}:${column}`)
    expect(lines).toEqual(
      PROBLEMS.map(({ path, message }, index) =>
        expect.stringContaining(
          `${nameOf('human/v1.json')}:${places[index]}: ${path}: ${message}; `,
        ),
      ),
    )
    expect(err).toBe('cowtools: 2 problems\n')
  })

  it('prints JSON', async () => {
    const schema = await bad('json/v1.json')
    const { code, out } = await cowtools('schema', 'check', '--output', 'json', schema)
    expect(code).toBe(1)
    const file = nameOf('json/v1.json')
    const { problems } = JSON.parse(out) as { problems: unknown[] }
    expect(problems).toMatchObject(PROBLEMS.map((one) => ({ file, schema: file, ...one })))
    const good = await cowtools('schema', 'check', '--output', 'json', 'schemas/cow')
    expect(good).toEqual({ code: 0, out: '{\n  "problems": []\n}\n', err: '' })
  })

  it('annotates lines in a GitHub workflow, and escapes what would end them', async () => {
    vi.stubEnv('GITHUB_ACTIONS', 'true')
    const schema = join(folder.path, 'a,b')
    await mkdir(schema)
    await writeFile(join(schema, 'v1.json'), '{ "id": "100%" }')
    const { code, out } = await cowtools('schema', 'check', schema)
    expect(code).toBe(1)
    const file = nameOf('a,b/v1.json').replace(',', '%2C')
    expect(out).toContain(
      `::error file=${file},line=1,col=9::id: is "100%25"; an id is kebab-case\n`,
    )
    expect((await cowtools('schema', 'check', '--output', 'human', schema)).out).toContain('100%"')
  })

  it('names the schema where the mistake is in a file that it shares', async () => {
    const own = join(folder.path, 'shared')
    await mkdir(own)
    const schema = await readFile('schemas/add-cow/v4.ts', 'utf8')
    const moved = schema
      .replace('../../codegen/schema/define.ts', 'cowtools/schema')
      .replace(
        'import { PATCH_2011, REVIEW_2011 }',
        'import { MAIL as PATCH_2011, MAIL as REVIEW_2011 }',
      )
      .replace('./sources.ts', './mail.ts')
    await writeFile(join(own, 'v2.ts'), moved)
    await writeFile(
      join(own, 'mail.ts'),
      "export const MAIL = {\n  title: 'A',\n  locator: '',\n}\n",
    )
    const { out } = await cowtools('schema', 'check', own)
    const mail = `${nameOf('shared/mail.ts')}:3:12: sources[0].locator: is empty; fill it`
    expect(out.split('\n')[0]).toBe(`${mail} (in ${nameOf('shared/v2.ts')})`)
  })

  it('says which file does not exist', async () => {
    expect(await cowtools('schema', 'check', 'schemas', 'nowhere')).toEqual({
      code: 1,
      out: '',
      err: 'cowtools: Cannot check nowhere: no such file or folder\n',
    })
  })

  it('writes its help and its mistakes where other commands do', async () => {
    const help = await cowtools('schema', 'check', '--help')
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toContain('$ cowtools schema check schemas/toy/v1.ts')
    const { code, err } = await cowtools('schema', 'check')
    expect([code, err]).toEqual([1, "cowtools: missing required argument 'path'\n"])
  })
})
