import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder
let targets: string[]

beforeAll(async () => {
  folder = await createFolder()
  targets = ['--out', `${folder.path}/out`, '--docs', `${folder.path}/docs`]
})

afterAll(() => folder.remove())

describe('cowtools generate', { timeout: 60_000 }, () => {
  it('writes everything, and finds it fresh afterwards', async () => {
    const first = await cowtools('generate', ...targets)
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^wrote .+\n/)
    expect(first.out).toMatch(/\d formats: \d+ files written, 0 deleted, 0 fresh\n$/)
    const check = await cowtools('generate', '--check', ...targets)
    expect(check).toMatchObject({ code: 0, err: '' })
    expect(check.out).toMatch(/^\d+ formats: \d+ files fresh\n$/)
  })

  it('says what is not fresh, and the command that repairs it', async () => {
    const index = `${folder.path}/out/index.ts`
    const layouts = `${folder.path}/out/layouts.ts`
    await appendFile(index, '// changed by hand\n')
    await rm(layouts)
    const { code, out, err } = await cowtools('generate', '--check', ...targets)
    expect(code).toBe(1)
    expect(out).toBe(`stale    ${relative('.', index)}\nmissing  ${relative('.', layouts)}\n`)
    expect(err).toBe(
      `cowtools: 2 files not fresh; repair with: npx cowtools generate ${targets.join(' ')}\n`,
    )
    const repair = await cowtools('generate', ...targets)
    expect(repair.out).toMatch(/: 2 files written, 0 deleted, \d+ fresh\n$/)
  })

  it('sees an edited schema and a file too many', async () => {
    const schemas = `${folder.path}/edited`
    await mkdir(schemas)
    const schema = await readFile('generated/cow-v2/schema.json', 'utf8')
    await writeFile(`${schemas}/cow-v2.json`, schema)
    const places = ['--out', `${folder.path}/out2`, '--docs', `${folder.path}/docs2`]
    const options = ['--schemas', schemas, ...places]
    expect((await cowtools('generate', ...options)).code).toBe(0)
    expect((await cowtools('generate', '--check', ...options)).code).toBe(0)
    await writeFile(`${schemas}/cow-v2.json`, schema.replace('The text \\"OOOM\\".', 'Magic.'))
    await writeFile(`${folder.path}/out2/extra.ts`, '// made by hand\n')
    const { code, out } = await cowtools('generate', '--check', ...options)
    expect(code).toBe(1)
    expect(out).toContain('cow-v2.md\n')
    expect(out).toMatch(/extra +\S+out2\/extra\.ts/)
  })

  it('shows every problem of a schema', async () => {
    const schemas = `${folder.path}/schemas`
    await mkdir(schemas)
    await writeFile(`${schemas}/bad.json`, '{ "id": "Bad", "structs": {} }')
    const { code, out, err } = await cowtools('generate', '--schemas', schemas, ...targets)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^cowtools: Cannot use the schemas: \d+ problems\n.+bad\.json: /)
  })
})
