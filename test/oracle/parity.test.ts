/** What `create` and `write` put into files, against the same commands of the tools of the time. */
import { describe, expect, it } from 'vitest'
import { bytesOf, fixtureNamed, fixtures, folderOf, schemaOf } from '../fixtures.ts'
import { companionOf, isReplayable, ownFiles, replay } from './replay.ts'

/** Bytes of the image that we write otherwise than the old tool did, on purpose. */
interface Difference {
  readonly start: number
  readonly end: number
  readonly why: string
}

/** The old tool completes the sector that the bitmap ends in with what its memory holds: pointers. */
const STRAY_MEMORY = 'bytes past the bitmap are zeros, not memory of the process'
const ROUNDED_UP =
  'the size is rounded up to a whole sector, so that the last bytes of the backing file can be reached'
const EIO = 'the last cluster can be written although it is cut off by the end of the disk'
const PAST_BASE = 'a part of a cluster can be written past the end of the backing file'

const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  ...Object.fromEntries(
    ['first', 'last', 'empty1m', 'predata', 'smaller', 'longname1023', 'sub/rel'].map((name) => [
      `add-cow-v4/${name}.acow`,
      [{ start: 2324, end: 2560, why: STRAY_MEMORY }],
    ]),
  ),
  'add-cow-v4/odd.acow': [
    { start: 2060, end: 2068, why: ROUNDED_UP },
    { start: 2313, end: 2560, why: STRAY_MEMORY },
  ],
  'add-cow-v4/lostbyte.acow': [
    {
      start: 2835,
      end: 2836,
      why: 'the last byte of the bits of a long write is written too',
    },
  ],
  'add-cow-v18/c512_lost.acow': [
    {
      start: 4864,
      end: 4865,
      why: 'bits past the first 2 MiB are written with clusters of 512 bytes too',
    },
  ],
  'add-cow-v18/s2053_tail.acow': [{ start: 65538, end: 65539, why: EIO }],
  'add-cow-v20/s2053_tail.acow': [{ start: 65538, end: 65539, why: EIO }],
  'add-cow-v18/larger_unal.acow': [{ start: 65540, end: 65541, why: PAST_BASE }],
  'add-cow-v20/larger_unal.acow': [{ start: 65540, end: 65541, why: PAST_BASE }],
}

const FOLDERS = ['cow', 'add-cow-v4', 'add-cow-v18', 'add-cow-v20']
/** Over qcow2, which cannot be opened yet. */
const REFUSED = ['add-cow-v18/overq.acow', 'add-cow-v20/overq.acow']

const nameOf = (file: string) => file.replace(/\.gz$/, '')
const replayable = fixtures
  .filter((one) => FOLDERS.includes(folderOf(one)) && isReplayable(one))
  .map((one) => [nameOf(one.file), one] as const)

/** Seconds since 1970 of the backing file: another one in each copy. */
const MTIME = { start: 1032, end: 1036 }

/** Offsets in which two files differ; the shorter one goes on with zeros. */
function differences(a: Uint8Array, b: Uint8Array, isCow: boolean): number[] {
  const length = Math.max(a.length, b.length)
  const [left, right] = [a, b].map((bytes) => {
    const padded = new Uint8Array(length)
    padded.set(bytes)
    return isCow ? padded.fill(0, MTIME.start, MTIME.end) : padded
  })
  if (!left || !right || Buffer.compare(left, right) === 0) return []
  return [...left.keys()].filter((at) => left[at] !== right[at])
}

describe('create and write, against the old tools', () => {
  it('finds enough to compare', () => {
    expect(replayable.length).toBeGreaterThan(70)
    expect(replayable.map(([name]) => name)).toEqual(
      expect.arrayContaining([...Object.keys(DIFFERENCES), ...REFUSED]),
    )
  })

  it.each(replayable.filter(([name]) => !REFUSED.includes(name)))('%s', async (name, fixture) => {
    const { files, outcomes } = await replay(fixture)
    expect(outcomes.filter(({ code }) => code !== 0)).toEqual([])
    for (const file of ownFiles(fixture)) {
      const ours = files.get(file) ?? new Uint8Array()
      const theirs = bytesOf(companionOf(fixture, file))
      const isImage = file === fixture.name
      const found = differences(ours, theirs, isImage && schemaOf(fixture) === 'cow-v2')
      const known = (isImage ? DIFFERENCES[name] : undefined) ?? []
      const isIn = (at: number) => (one: Difference) => at >= one.start && at < one.end
      expect([file, found.filter((at) => !known.some(isIn(at)))]).toEqual([file, []])
      for (const one of known) {
        expect(found.filter((at) => isIn(at)(one)).length, one.why).toBeGreaterThan(0)
      }
    }
  })

  it.each(REFUSED)('%s waits for qcow2', async (name) => {
    await expect(replay(fixtureNamed(name))).rejects.toThrow('ENOENT')
  })
})
