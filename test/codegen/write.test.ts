import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { banner, type OutputFile } from '../../codegen/output.ts'
import { type WriteReport, writeOutputs } from '../../codegen/write.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-write-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

const MARK = `// ${banner(undefined)}\n`

const file = (path: string, text = '', root: 'out' | 'docs' = 'out'): OutputFile => ({
  root,
  path,
  text: `${MARK}${text}`,
})

/** What the report says, with paths from the test's folder. */
async function write(files: readonly OutputFile[], check = false): Promise<WriteReport> {
  const roots = { out: join(folder, 'out'), docs: join(folder, 'docs') }
  const report = await writeOutputs(files, roots, check)
  const short = (paths: readonly string[]) =>
    paths.map((path) => relative(relative(process.cwd(), folder), path))
  return {
    fresh: short(report.fresh),
    stale: short(report.stale),
    missing: short(report.missing),
    extra: short(report.extra),
    foreign: short(report.foreign),
  }
}

const NOTHING = { fresh: [], stale: [], missing: [], extra: [], foreign: [] }
const inFolder = (path: string) => join(folder, path)
const read = (path: string) => readFile(inFolder(path), 'utf8')

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(inFolder(path)), { recursive: true })
  await writeFile(inFolder(path), text)
}

describe('writeOutputs()', () => {
  it('writes what is missing, to both trees', async () => {
    const files = [file('a/index.ts', 'one'), file('a.md', 'two', 'docs')]
    expect(await write(files)).toEqual({ ...NOTHING, missing: ['out/a/index.ts', 'docs/a.md'] })
    expect(await read('out/a/index.ts')).toBe(`${MARK}one`)
    expect(await read('docs/a.md')).toBe(`${MARK}two`)
  })

  it('leaves fresh files alone', async () => {
    await write([file('a.ts')])
    const { mtimeMs } = await stat(inFolder('out/a.ts'))
    expect(await write([file('a.ts')])).toEqual({ ...NOTHING, fresh: ['out/a.ts'] })
    expect((await stat(inFolder('out/a.ts'))).mtimeMs).toBe(mtimeMs)
  })

  it('rewrites a stale file', async () => {
    await write([file('a.ts', 'old')])
    expect(await write([file('a.ts', 'new')])).toEqual({ ...NOTHING, stale: ['out/a.ts'] })
    expect(await read('out/a.ts')).toBe(`${MARK}new`)
    expect(await readdir(inFolder('out'))).toEqual(['a.ts'])
  })

  it('deletes what is no longer generated, and the folders that this empties', async () => {
    await write([file('a/b/c/d.ts'), file('a/e.ts')])
    expect(await write([file('a/e.ts')])).toEqual({
      ...NOTHING,
      fresh: ['out/a/e.ts'],
      extra: ['out/a/b/c/d.ts'],
    })
    expect(await readdir(inFolder('out/a'))).toEqual(['e.ts'])
  })

  it('keeps the trees themselves when they become empty', async () => {
    await write([file('a.ts')])
    await write([])
    expect(await readdir(inFolder('out'))).toEqual([])
  })

  it('never deletes a file that was not generated, and lists it', async () => {
    await put('out/notes.ts', 'export const mine = 1\n')
    expect(await write([file('a.ts')])).toEqual({
      ...NOTHING,
      missing: ['out/a.ts'],
      foreign: ['out/notes.ts'],
    })
    expect(await read('out/notes.ts')).toBe('export const mine = 1\n')
  })

  it('never overwrites a file that was not generated, and then writes nothing', async () => {
    await put('out/b.ts', 'export const mine = 1\n')
    await expect(write([file('a.ts'), file('b.ts')])).rejects.toThrow(
      /^Cannot write .*out\/b\.ts: the file there was not generated; move or delete it$/,
    )
    expect(await readdir(inFolder('out'))).toEqual(['b.ts'])
  })

  it('knows a generated file by its banner near the start only', async () => {
    await put('out/late.ts', `${' '.repeat(600)}${MARK}`)
    await put('out/early.json', `{\n  "$comment": ${JSON.stringify(banner(undefined))}\n}\n`)
    const report = await write([])
    expect(report).toEqual({ ...NOTHING, extra: ['out/early.json'], foreign: ['out/late.ts'] })
  })

  it('does not look into node_modules, nor follow links', async () => {
    await put('out/node_modules/x/index.js', 'x')
    await put('elsewhere/a.ts', MARK)
    await symlink(inFolder('elsewhere'), inFolder('out/link'))
    expect(await write([])).toEqual({ ...NOTHING, foreign: ['out/link'] })
    expect(await read('elsewhere/a.ts')).toBe(MARK)
  })

  it('rejects two files of one path, and a file without the banner', async () => {
    await expect(write([file('a.ts', '1'), file('a.ts', '2')])).rejects.toThrow(TypeError)
    await expect(write([{ root: 'out', path: 'a.ts', text: 'x' }])).rejects.toThrow(TypeError)
  })

  describe('with check', () => {
    it('says what would change and changes nothing', async () => {
      await write([file('fresh.ts'), file('stale.ts', 'old'), file('extra.ts')])
      await put('out/mine.ts', 'mine')
      const files = [file('fresh.ts'), file('stale.ts', 'new'), file('missing.ts')]
      expect(await write(files, true)).toEqual({
        fresh: ['out/fresh.ts'],
        stale: ['out/stale.ts'],
        missing: ['out/missing.ts'],
        extra: ['out/extra.ts', 'out/mine.ts'],
        foreign: ['out/mine.ts'],
      })
      const names = ['extra.ts', 'fresh.ts', 'mine.ts', 'stale.ts']
      expect((await readdir(inFolder('out'))).sort()).toEqual(names)
      expect(await read('out/stale.ts')).toBe(`${MARK}old`)
    })

    it('takes trees that are not there for empty ones', async () => {
      expect(await write([file('a.ts')], true)).toEqual({ ...NOTHING, missing: ['out/a.ts'] })
      expect(await readdir(folder)).toEqual([])
    })

    it('calls a file in the way stale', async () => {
      await put('out/a.ts', 'mine')
      expect(await write([file('a.ts')], true)).toEqual({ ...NOTHING, stale: ['out/a.ts'] })
    })
  })
})
