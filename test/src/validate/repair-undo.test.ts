/** The undo record: what it takes back, after a crash at any moment too, and what it refuses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexDigits } from '../../../src/layout/index.ts'
import { type ByteStore, memoryStore } from '../../../src/source/index.ts'
import { EDIT_LIMITS, type Edit } from '../../../src/validate/repair-edits.ts'
import {
  applyEdits,
  decodeUndo,
  encodeUndo,
  readUndo,
  type UndoRecord,
  type UndoStore,
  undoEdits,
} from '../../../src/validate/undo.ts'
import { dice } from '../cow/journal.ts'
import { memoryUndo } from './memory-undo.ts'

const SIZE = 1024

/** An image of random bytes, and edits of it. */
const cases = fc
  .tuple(
    fc.uint8Array({ minLength: SIZE, maxLength: SIZE }),
    fc.array(
      fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 }), fc.uint8Array({ minLength: 40 })),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  )
  .map(([image, parts]) => {
    const edits: Edit[] = []
    let at = 0
    for (const [gap, length, bytes] of parts) {
      at += gap
      const before = image.slice(at, at + length)
      edits.push({ rules: ['x.y'], offset: at, before, after: bytes.slice(0, length) })
      at += length
    }
    return { image, record: { file: 'x.cow', format: 'cow-v2', size: SIZE, edits } }
  })

/** Bytes as text: the quickest way to compare many. */
const hex = (bytes: Uint8Array) => hexDigits(bytes)

function edited(image: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const bytes = image.slice()
  for (const { offset, after } of edits) bytes.set(after, offset)
  return bytes
}

/** What a test saw happen to a file and to its undo record. */
type Happened =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flush' }
  | { readonly kind: 'record'; readonly record: Uint8Array | undefined }

function watched(image: Uint8Array, undo: UndoStore) {
  const events: Happened[] = []
  const inner = memoryStore(image)
  const store: ByteStore = {
    size: inner.size,
    read: (offset, length) => inner.read(offset, length),
    async write(offset, bytes) {
      events.push({ kind: 'write', offset, bytes: bytes.slice() })
      await inner.write(offset, bytes)
    },
    resize: () => Promise.reject(new Error('a repair keeps the length')),
    async flush() {
      events.push({ kind: 'flush' })
    },
  }
  const watchedUndo: UndoStore = {
    read: (limit) => undo.read(limit),
    async create(record) {
      await undo.create(record)
      events.push({ kind: 'record', record })
    },
    async remove() {
      await undo.remove()
      events.push({ kind: 'record', record: undefined })
    },
  }
  return { events, store, undo: watchedUndo, bytes: () => inner.bytes() }
}

/** What may be left if all ended before event `end`: unflushed writes torn, in part, in any order. */
function leftAfter(
  start: { image: Uint8Array; record: Uint8Array | undefined },
  events: readonly Happened[],
  end: number,
  roll: (limit: number) => number,
) {
  let loose: { readonly at: number; readonly byte: number }[] = []
  const image = start.image.slice()
  let { record } = start
  for (const event of events.slice(0, end)) {
    if (event.kind === 'record') record = event.record
    if (event.kind === 'write') {
      for (const [index, byte] of event.bytes.entries()) {
        loose.push({ at: event.offset + index, byte })
      }
    }
    if (event.kind === 'flush') {
      for (const { at, byte } of loose) image[at] = byte
      loose = []
    }
  }
  const odds = roll(3)
  for (const { at, byte } of loose) if (odds === 0 || roll(odds + 1) > 0) image[at] = byte
  return { image, record }
}

describe('applyEdits() and undoEdits()', () => {
  it('make the edits, and take them back to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ image, record }) => {
        const store = memoryStore(image)
        const undo = memoryUndo()
        await applyEdits(store, undo, record)
        expect(hex(store.bytes())).toBe(hex(edited(image, record.edits)))
        await undoEdits(store, undo, await readUndo(undo))
        expect(hex(store.bytes())).toBe(hex(image))
        expect(undo.record).toBeUndefined()
      }),
    )
  })

  it('keep the record before the first byte changes, and until all are back and flushed', async () => {
    const world = watched(imageWith(), memoryUndo())
    await applyEdits(world.store, world.undo, RECORD)
    await undoEdits(world.store, world.undo, RECORD)
    const writes = RECORD.edits.map(() => 'write')
    const kinds = world.events.map(({ kind }) => kind)
    expect(kinds).toEqual(['record', ...writes, 'flush', ...writes, 'flush', 'record'])
  })

  it('leave what can be taken back, wherever they are cut off', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async ({ image, record }, seed) => {
        const roll = dice(seed)
        const repair = watched(image, memoryUndo())
        await applyEdits(repair.store, repair.undo, record)
        for (let end = 0; end <= repair.events.length; end++) {
          const left = leftAfter({ image, record: undefined }, repair.events, end, roll)
          await expectRestored(image, left, roll)
        }
      }),
    )
  })

  it('change nothing of an image that is not the one that was checked', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(5), async ({ image, record }, pick) => {
        const one = record.edits[pick % record.edits.length]
        if (one === undefined) return
        const other = image.slice()
        other[one.offset] = (other[one.offset] ?? 0) ^ 0xff
        const world = watched(other, memoryUndo())
        const applied = applyEdits(world.store, world.undo, record)
        await expect(applied).rejects.toMatchObject({ name: 'UndoError', code: 'changed' })
        expect(world.events).toEqual([])
      }),
    )
  })
})

/** Takes back what a crash left, and what a crash of taking it back left. */
async function expectRestored(
  image: Uint8Array,
  left: { image: Uint8Array; record: Uint8Array | undefined },
  roll: (limit: number) => number,
): Promise<void> {
  if (left.record === undefined) {
    expect(hex(left.image)).toBe(hex(image))
    return
  }
  const world = watched(left.image, memoryUndo(left.record))
  await undoEdits(world.store, world.undo, await readUndo(world.undo))
  expect(hex(world.bytes())).toBe(hex(image))
  const again = leftAfter(left, world.events, roll(world.events.length + 1), roll)
  if (again.record === undefined) {
    expect(hex(again.image)).toBe(hex(image))
    return
  }
  const store = memoryStore(again.image)
  const undo = memoryUndo(again.record)
  await undoEdits(store, undo, await readUndo(undo))
  expect(hex(store.bytes())).toBe(hex(image))
}

const RECORD: UndoRecord = {
  file: 'x.cow',
  format: 'cow-v2',
  size: SIZE,
  edits: [
    { rules: ['a'], offset: 4, before: Uint8Array.of(1, 2), after: Uint8Array.of(0, 0) },
    { rules: ['b', 'c'], offset: 9, before: Uint8Array.of(7), after: Uint8Array.of(8) },
  ],
}

/** An image that holds what the record calls `before`, with other bytes at places. */
function imageWith(bytes: Readonly<Record<number, number>> = {}): Uint8Array {
  const image = new Uint8Array(SIZE)
  for (const { offset, before } of RECORD.edits) image.set(before, offset)
  for (const [at, byte] of Object.entries(bytes)) image[Number(at)] = byte
  return image
}

describe('applyEdits()', () => {
  it('refuses an image that has an undo record', async () => {
    const store = memoryStore(imageWith())
    const undo = memoryUndo(Uint8Array.of(1))
    await expect(applyEdits(store, undo, RECORD)).rejects.toMatchObject({ code: 'exists' })
    expect(store.bytes()).toEqual(imageWith())
    expect(undo.record).toEqual(Uint8Array.of(1))
  })

  it('refuses a file of another length', async () => {
    const store = memoryStore(new Uint8Array(SIZE + 1))
    await expect(applyEdits(store, memoryUndo(), RECORD)).rejects.toThrow(
      'Cannot repair the image: it has changed since it was checked: it has 1025 bytes, not 1024',
    )
  })
})

describe('undoEdits()', () => {
  it.each([
    ['nothing was written', {}],
    ['some bytes were', { 4: 0, 9: 8 }],
    ['a write was torn', { 5: 0 }],
  ])('restores an image where %s', async (_name, bytes) => {
    const store = memoryStore(imageWith(bytes))
    await undoEdits(store, memoryUndo(), RECORD)
    expect(store.bytes()).toEqual(imageWith())
  })

  it('refuses a place that holds something else', async () => {
    const store = memoryStore(imageWith({ 5: 0x55 }))
    const undo = memoryUndo(Uint8Array.of(1))
    await expect(undoEdits(store, undo, RECORD)).rejects.toThrow(
      'Cannot undo the image: it has changed since it was repaired: byte 5 is neither as it was nor as it should be',
    )
    expect(store.bytes()).toEqual(imageWith({ 5: 0x55 }))
    expect(undo.record).toBeDefined()
  })

  it('refuses a file of another length', async () => {
    const store = memoryStore(new Uint8Array(4))
    await expect(undoEdits(store, memoryUndo(), RECORD)).rejects.toMatchObject({ code: 'changed' })
  })
})

describe('decodeUndo()', () => {
  const text = async () => new TextDecoder().decode(await encodeUndo(RECORD))
  const decoded = (json: string) => decodeUndo(new TextEncoder().encode(json))

  it('reads what encodeUndo() wrote', async () => {
    expect(await decodeUndo(await encodeUndo(RECORD))).toEqual(RECORD)
  })

  it('reads the longest record that a repair writes', async () => {
    const { bytes, places } = EDIT_LIMITS
    const length = bytes / places
    const rules = [
      'add-cow-v18.allocation_bitmap.past_end',
      'add-cow-v18.backing_file_format.padding',
    ]
    const edits = Array.from({ length: places }, (_, index) => ({
      rules,
      offset: 2 ** 50 + index * length,
      before: new Uint8Array(length).fill(0xff),
      after: new Uint8Array(length),
    }))
    const record = { file: 'x'.repeat(255), format: 'add-cow-v18', size: 2 ** 51, edits }
    const read = await readUndo(memoryUndo(await encodeUndo(record)))
    expect(read.edits.length).toBe(places)
  })

  it('is text that a person can read', async () => {
    expect(await text()).toContain('"before": "0102"')
    expect(await text()).toContain('"rules": [\n        "b",')
  })

  it.each<[string, (json: string) => string]>([
    ['cut', (json) => json.slice(0, -20)],
    ['empty', () => ''],
    ['no object', () => 'null'],
    ['of another version', (json) => json.replace('"version": 1', '"version": 2')],
    ['without a size', (json) => json.replace('"size"', '"length"')],
    ['of a shorter file', (json) => json.replace(`"size": ${SIZE}`, '"size": 9')],
    ['with another byte', (json) => json.replace('"0102"', '"0103"')],
    ['with another byte to come', (json) => json.replace('"0000"', '"0001"')],
    ['with a longer text', (json) => json.replace('"0102"', '"010203"')],
    ['with no hex', (json) => json.replace('"0102"', '"0g02"')],
    ['with half a byte', (json) => json.replace('"0102"', '"01020"')],
    ['with no bytes', (json) => json.replace('"0102"', '""').replace('"0000"', '""')],
    ['with edits out of order', (json) => json.replace('"offset": 4', '"offset": 12')],
    ['with an overlap', (json) => json.replace('"offset": 9', '"offset": 5')],
    ['with a negative offset', (json) => json.replace('"offset": 4', '"offset": -4')],
    ['with a fraction', (json) => json.replace('"offset": 4', '"offset": 4.5')],
    ['with rules of another kind', (json) => json.replace('"a"', '1')],
  ])('refuses a record that is %s', async (_name, damage) => {
    const before = await text()
    const after = damage(before)
    expect(after).not.toBe(before)
    expect(await decoded(after)).toBeUndefined()
  })

  it('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => new TextEncoder().encode(json)),
        ),
        async (bytes) => {
          expect(await decodeUndo(bytes)).toBeUndefined()
        },
      ),
    )
  })
})

describe('readUndo()', () => {
  it('says that there is none', async () => {
    await expect(readUndo(memoryUndo())).rejects.toMatchObject({ code: 'missing' })
  })

  it('refuses what is none', async () => {
    await expect(readUndo(memoryUndo(new Uint8Array(9)))).rejects.toMatchObject({ code: 'damaged' })
  })
})
