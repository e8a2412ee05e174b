/** Real images, made by real tools: what those tools say of them is what `info` has to say. */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cowtools } from './run.ts'

interface Entry {
  readonly file: string
  readonly name: string
  readonly kind: 'image' | 'damaged' | 'companion'
  readonly format: string
  readonly family: string
  readonly companions: readonly string[]
  readonly file_length: number
  readonly virtual_size?: number
  readonly backing_mtime?: number
  readonly header?: Readonly<Record<string, unknown>>
  readonly info?: Readonly<Record<string, unknown>> & {
    readonly 'format-specific'?: { readonly data: object }
  }
}

const FIXTURES = join(import.meta.dirname, '../../fixtures')
const entries: readonly Entry[] = JSON.parse(readFileSync(join(FIXTURES, 'manifest.json'), 'utf8'))
const images = entries.filter(({ kind }) => kind === 'image')
const damaged = entries.filter(({ kind }) => kind === 'damaged')

/** No header is longer. */
const HEADER_LIMIT = 1 << 21

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-fixtures-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Writes the header of a file; the rest of it is a hole of its length. */
async function unpackOne(path: string, file: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const bytes = gunzipSync(readFileSync(join(FIXTURES, file)))
  await writeFile(path, bytes.subarray(0, HEADER_LIMIT))
  await truncate(path, bytes.length)
}

/** Unpacks the headers of an image and of its companions. */
async function unpack(entry: Entry): Promise<string> {
  const path = join(folder, entry.file.replace(/\.gz$/, ''))
  await unpackOne(path, entry.file)
  const [home = ''] = entry.file.split('/')
  for (const companion of entry.companions) {
    const places = [home, home.replace(/^damaged-/, '')].map((top) => `${top}/${companion}.gz`)
    const found = entries.find(({ file }) => places.includes(file))
    if (found === undefined) continue
    const target = join(folder, home, companion)
    await unpackOne(target, found.file)
    const { backing_mtime: time } = entry
    if (time !== undefined) await utimes(target, time, time)
  }
  return path
}

async function infoOf(entry: Entry) {
  const { code, out, err } = await cowtools('info', '--output', 'json', await unpack(entry))
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

describe('cowtools info, on real images', () => {
  it.each(images.map((entry) => [entry.file, entry] as const))('%s', async (_file, entry) => {
    const info = await infoOf(entry)
    if (entry.virtual_size !== undefined) expect(info['virtual-size']).toBe(entry.virtual_size)
    for (const [name, value] of Object.entries(entry.header ?? {})) {
      const ours = info.cowtools.header[name]
      // The manifest shortens long names, and has the magic in other forms.
      if (typeof ours !== typeof value || name === 'magic' || /chars\)/.test(String(value)))
        continue
      expect([name, ours]).toEqual([name, value])
    }
    for (const key of ['virtual-size', 'cluster-size', 'format']) {
      if (entry.info?.[key] !== undefined) expect(info).toHaveProperty(key, entry.info[key])
    }
    const specific = entry.info?.['format-specific']
    // Names of bitmaps stand in the bitmap directory, which is not part of the header.
    if (specific !== undefined) {
      expect({ ...specific.data, bitmaps: undefined }).toEqual(info['format-specific'].data)
    }
  })
})

describe('cowtools validate, on real images', () => {
  it.each(images.map((entry) => [entry.file, entry] as const))(
    'finds no error in %s',
    async (_file, entry) => {
      const { code, out } = await cowtools('validate', await unpack(entry))
      expect([0, 3], out).toContain(code)
    },
  )

  it.each(damaged.map((entry) => [entry.file, entry] as const))(
    'reads %s without giving up',
    async (_file, entry) => {
      const path = await unpack(entry)
      for (const output of ['human', 'json']) {
        const { code, out, err } = await cowtools('validate', '--output', output, path)
        expect([0, 2, 3], out).toContain(code)
        expect(err).toBe('')
      }
      for (const command of ['info', 'dump']) {
        const { err } = await cowtools(command, path)
        expect(err).toMatch(/^(cowtools: Cannot read .+\n)?$/)
      }
    },
  )
})
