import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packagedSchemas } from '../../../src/cli/diff.ts'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder
let toy: string

/** A schema of this repository under another id, with changes. */
function edited(id: string, change: (schema: Record<string, unknown>) => void): string {
  const schema = JSON.parse(readFileSync('generated/add-cow-v4/schema.json', 'utf8'))
  change(Object.assign(schema, { id }))
  return JSON.stringify(schema)
}

beforeAll(async () => {
  folder = await createFolder()
  toy = join(folder.path, 'schemas')
  await mkdir(toy)
  await writeFile(
    join(toy, 'v1.json'),
    edited('toy-v1', () => {}),
  )
  const detect = [{ at: 0, bytes: '41 44 44 5f' }]
  await writeFile(
    join(toy, 'v2.json'),
    edited('toy-v2', (schema) => Object.assign(schema, { detect })),
  )
})

afterAll(() => folder.remove())

async function diff(...args: string[]): Promise<string> {
  const { code, out, err } = await cowtools('diff', ...args)
  expect([code, err]).toEqual([0, ''])
  return out
}

const PAIRS = [
  ['add-cow-v4', 'add-cow-v10'],
  ['add-cow-v10', 'add-cow-v18'],
] as const

describe.each(PAIRS)('cowtools diff %s %s', (from, to) => {
  const golden = (ending: string) => `diff/${from}-to-${to}.${ending}`

  it('prints for people, in 80 columns', async () => {
    const text = await diff(from, to)
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    await expect(text).toMatchFileSnapshot(golden('txt'))
  })

  it('prints JSON', async () => {
    const text = await diff('--output', 'json', from, to)
    expect(JSON.parse(text)).toMatchObject({ from: { id: from }, to: { id: to } })
    await expect(text).toMatchFileSnapshot(golden('json.txt'))
  })

  it('prints Markdown', async () => {
    const text = await diff('--output', 'markdown', from, to)
    await expect(text).toMatchFileSnapshot(golden('md'))
  })
})

describe('cowtools diff', () => {
  it('takes ids of a folder, files, and a family of one format', async () => {
    const expected = await diff('toy-v1', 'toy-v2', '--schemas', toy)
    expect(expected).toContain('signature')
    expect(await diff(join(toy, 'v1.json'), join(toy, 'v2.json'))).toBe(expected)
    expect(await diff('qcow2', 'cow-v2')).toMatch(/^qcow2 /)
  })

  it('compares two versions of one schema under the names of their files', async () => {
    const older = await folder.add('older.json', Buffer.from(edited('toy-v1', () => {})))
    const text = await diff(older, join(toy, 'v1.json'))
    expect(text).toContain('Nothing differs.')
    expect(text).toMatch(/A reader of \S*older\.json takes/)
  })

  it('finds the schemas that come with the package where there is no folder of them', async () => {
    const files = packagedSchemas(pathToFileURL(join(process.cwd(), 'src/cli/diff.ts')).href)
    expect(files).toContain(join(process.cwd(), 'generated/cow-v2/schema.json'))
    const nowhere = pathToFileURL(join(folder.path, 'a/b/diff.js')).href
    expect(packagedSchemas(nowhere)).toEqual([])
  })

  it.each([
    [['qcow2', 'nope'], 'Cannot compare "nope": no such format; known: '],
    [['add-cow', 'qcow2'], 'Cannot compare "add-cow": that is several formats, name one of them: '],
    [['gone.json', 'qcow2'], 'Cannot compare gone.json: no such file\n'],
    [['qcow2'], "missing required argument 'b'"],
    [['a', 'b', '--output', 'xml'], 'Allowed choices are human, json, markdown.'],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await cowtools('diff', ...args)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(message)
  })

  it('shows what is wrong with a schema', async () => {
    const bad = await folder.add('bad.json', Buffer.from('{"id":"bad-v1"}'))
    const { code, err } = await cowtools('diff', bad, 'qcow2')
    expect(code).toBe(1)
    expect(err).toContain('bad.json: schema: lacks "family"')
  })
})
