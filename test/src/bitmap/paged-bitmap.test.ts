import { describe, expect, it } from 'vitest'
import { type BitSource, openBitmap } from '../../../src/bitmap/index.ts'
import { memorySource, memoryStore } from '../../../src/source/index.ts'
import { bitsIn, bitsOf, collect, flushed, spyStore, tiny, writesOf } from './bits.ts'

describe('openBitmap()', () => {
  it('reads nothing at first, and no byte beyond the bitmap', async () => {
    const store = spyStore(new Uint8Array(100).fill(0xff))
    const bitmap = openBitmap(store, { offset: 3, count: 20 })
    expect(store.log).toEqual([])
    expect(await bitmap.runAt(0, 20)).toEqual({ set: true, length: 20 })
    expect(store.log).toEqual(['read 3+3'])
  })

  it('reads a bitmap that is cut off as zeros', async () => {
    const bitmap = openBitmap(memorySource(Uint8Array.of(0xff)), { offset: 0, count: 5000 })
    expect(await collect(bitmap.runs(0, 5000))).toEqual([
      { start: 0, length: 8, set: true },
      { start: 8, length: 4992, set: false },
    ])
  })

  it('reads nothing past the end of one that is cut off, however long it claims to be', async () => {
    const source = spyStore(new Uint8Array(1 << 17).fill(0xff))
    const count = 2 ** 45
    const bitmap = openBitmap({ size: source.size, read: source.read }, { offset: 0, count })
    const stored = 2 ** 20
    expect(await collect(bitmap.runs(3, count))).toEqual([
      { start: 3, length: stored - 3, set: true },
      { start: stored, length: count - stored, set: false },
    ])
    expect(await bitmap.runAt(stored, count)).toEqual({ set: false, length: count - stored })
    const empty = { start: 2 ** 30, length: count - 2 ** 30, set: false }
    expect(await collect(bitmap.runs(2 ** 30, count))).toEqual([empty])
    expect(source.log.length).toBeLessThan(20)
  })

  it('refuses options that are no sizes', () => {
    const source = memorySource(new Uint8Array(1))
    for (const bad of [{ offset: -1 }, { count: 1.5 }, { pageSize: 0 }, { maxPages: 0 }]) {
      expect(() => openBitmap(source, { offset: 0, count: 8, ...bad })).toThrow(RangeError)
    }
  })

  it('refuses to write to what is no store', async () => {
    const source: BitSource = memorySource(new Uint8Array(1))
    const asStore = source as ReturnType<typeof memoryStore>
    const options = { offset: 0, count: 8, writable: true }
    expect(() => openBitmap(asStore, options)).toThrow('its store cannot be written')
    const bitmap = openBitmap(source, { offset: 0, count: 8 })
    await expect(bitmap.setRange(0, 1)).rejects.toThrow(TypeError)
    await expect(bitmap.clearRange(0, 1)).rejects.toThrow(TypeError)
    await expect(bitmap.resize(1)).rejects.toThrow(TypeError)
    await expect(bitmap.writeBack(flushed)).rejects.toThrow('it is open for reading only')
  })

  it('refuses bits that it does not have', async () => {
    const bitmap = openBitmap(memoryStore(), { offset: 0, count: 20, writable: true })
    await expect(bitmap.setRange(0, 21)).rejects.toThrow('Cannot use bits 0 to 21: there are 20')
    await expect(bitmap.runAt(5, 5)).rejects.toThrow('the range is empty')
    expect(() => bitmap.runs(-1, 2)).toThrow(RangeError)
    expect(await collect(bitmap.runs(7, 7))).toEqual([])
  })

  it('passes an error of the store on, and reads again the next time', async () => {
    let failing = true
    const source = {
      size: 8,
      async read() {
        if (failing) throw new Error('broken')
        return new Uint8Array(8).fill(1)
      },
    }
    const bitmap = openBitmap(source, { offset: 0, count: 64 })
    await expect(bitmap.runAt(0, 9)).rejects.toThrow('broken')
    failing = false
    expect(await bitmap.runAt(0, 9)).toEqual({ set: true, length: 1 })
  })
})

describe('Bitmap.writeBack()', () => {
  it('alone writes, and only when the data is flushed', async () => {
    const store = spyStore(new Uint8Array(64))
    const bitmap = openBitmap(store, { offset: 4, count: 400, ...tiny })
    await bitmap.setRange(3, 300)
    await bitmap.clearRange(8, 10)
    expect(writesOf(store)).toEqual([])
    expect(bitmap.dirty).toBe(true)
    await bitmap.writeBack(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      expect(writesOf(store)).toEqual([])
      store.log.push('flushed')
    })
    expect(bitmap.dirty).toBe(false)
    const after = store.log.slice(store.log.indexOf('flushed') + 1)
    expect(after).toEqual(['write 4+16', 'write 20+16', 'write 36+6'])
    expect(bitsIn(store.bytes(), 4, 400)).toEqual(await bitsOf(bitmap))
  })

  it('writes the changed bytes of a page at once, and no others', async () => {
    const store = spyStore(new Uint8Array(64))
    const bitmap = openBitmap(store, { offset: 0, count: 512, writable: true })
    await bitmap.setRange(100, 101)
    await bitmap.setRange(130, 131)
    await bitmap.clearRange(200, 512)
    await bitmap.writeBack(flushed)
    expect(writesOf(store)).toEqual(['write 12+5'])
    await bitmap.setRange(100, 131)
    await bitmap.writeBack(flushed)
    expect(writesOf(store)).toEqual(['write 12+5', 'write 12+5'])
    await bitmap.setRange(0, 131)
    await bitmap.writeBack(flushed)
    expect(writesOf(store).at(-1)).toBe('write 0+13')
  })

  it('leaves the bits after the last one as they are', async () => {
    const store = memoryStore(Uint8Array.of(0, 0xf0, 0xff))
    const bitmap = openBitmap(store, { offset: 0, count: 12, writable: true })
    await bitmap.setRange(10, 12)
    await bitmap.writeBack(flushed)
    expect([...store.bytes()]).toEqual([0, 0xfc, 0xff])
  })

  it('keeps what is set while it runs for the next time', async () => {
    const store = memoryStore(new Uint8Array(4))
    const bitmap = openBitmap(store, { offset: 0, count: 32, writable: true })
    await bitmap.setRange(0, 1)
    await bitmap.writeBack(async () => await bitmap.setRange(1, 2))
    expect(store.bytes()[0]).toBe(1)
    expect(bitmap.dirty).toBe(true)
    await bitmap.writeBack(flushed)
    expect(store.bytes()[0]).toBe(3)
    expect(bitmap.dirty).toBe(false)
  })

  it.each(['before', 'write'])('keeps everything dirty when "%s" fails', async (what) => {
    const store = spyStore(new Uint8Array(40))
    const bitmap = openBitmap(store, { offset: 0, count: 320, ...tiny })
    await bitmap.setRange(5, 200)
    store.fail(what === 'write')
    const before = async () => {
      await bitmap.setRange(210, 211)
      if (what === 'before') throw new Error('flush failed')
    }
    await expect(bitmap.writeBack(before)).rejects.toThrow('failed')
    expect(bitmap.dirty).toBe(true)
    expect(store.bytes()).toEqual(new Uint8Array(40))
    store.fail(false)
    await bitmap.writeBack(flushed)
    expect(bitsIn(store.bytes(), 0, 320)).toEqual(await bitsOf(bitmap))
    expect(await bitmap.runAt(5, 320)).toEqual({ set: true, length: 195 })
  })

  it('runs one at a time', async () => {
    const bitmap = openBitmap(memoryStore(), { offset: 0, count: 32, writable: true })
    const log: string[] = []
    const beforeOf = (name: string) => async () => {
      log.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`${name} ends`)
      if (name === 'a') throw new Error('flush failed')
    }
    const results = await Promise.allSettled([
      bitmap.writeBack(beforeOf('a')),
      bitmap.writeBack(beforeOf('b')),
    ])
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })
})

describe('Bitmap.full', () => {
  it('asks for a write back, and loses nothing when it is late', async () => {
    const store = memoryStore(new Uint8Array(256))
    const bitmap = openBitmap(store, { offset: 0, count: 2048, ...tiny })
    await bitmap.setRange(0, 1)
    expect(bitmap.full).toBe(false)
    await bitmap.setRange(128, 129)
    expect(bitmap.full).toBe(true)
    for (let bit = 256; bit < 2048; bit += 64) await bitmap.setRange(bit, bit + 1)
    const expected = await bitsOf(bitmap)
    expect(expected.filter((bit) => bit)).toHaveLength(30)
    await bitmap.writeBack(flushed)
    expect(bitmap.full).toBe(false)
    expect(bitsIn(store.bytes(), 0, 2048)).toEqual(expected)
  })

  it('loses no change of many requests at once', async () => {
    const store = memoryStore(new Uint8Array(4096))
    const bitmap = openBitmap(store, { offset: 0, count: 32768, ...tiny })
    const bits = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 32768)
    await Promise.all(bits.map((bit) => bitmap.setRange(bit, bit + 1)))
    await bitmap.writeBack(flushed)
    const expected = Array.from({ length: 32768 }, () => false)
    for (const bit of bits) expected[bit] = true
    expect(bitsIn(store.bytes(), 0, 32768)).toEqual(expected)
  })
})

describe('Bitmap.runs()', () => {
  it('reads a long range in large pieces, without pushing pages out', async () => {
    const store = spyStore(new Uint8Array(8 << 20))
    const bitmap = openBitmap(store, { offset: 0, count: 64 << 20, maxPages: 2, writable: true })
    await bitmap.setRange(5, 6)
    await bitmap.setRange(40 << 20, (40 << 20) + 3)
    store.log.length = 0
    expect(await collect(bitmap.runs(0, bitmap.count))).toEqual([
      { start: 0, length: 5, set: false },
      { start: 5, length: 1, set: true },
      { start: 6, length: (40 << 20) - 6, set: false },
      { start: 40 << 20, length: 3, set: true },
      { start: (40 << 20) + 3, length: (24 << 20) - 3, set: false },
    ])
    expect(store.log.length).toBeLessThan(12)
    store.log.length = 0
    expect(await bitmap.runAt(5, 64 << 20)).toEqual({ set: true, length: 1 })
    expect(store.log).toEqual([])
  })

  it('sees a bit whose page is written and evicted while it reads', async () => {
    const inner = memoryStore(new Uint8Array(1024))
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let holding = false
    const store = {
      size: 1024,
      async read(offset: number, length: number) {
        const bytes = await inner.read(offset, length)
        if (holding && length > 16) await held
        return bytes
      },
      write: inner.write,
    }
    const bitmap = openBitmap(store, { offset: 0, count: 8192, ...tiny })
    await bitmap.setRange(7, 8)
    holding = true
    const runs = collect(bitmap.runs(0, 8192))
    await bitmap.writeBack(flushed)
    for (let bit = 1000; bit < 8000; bit += 128) await bitmap.runAt(bit, bit + 1)
    release()
    expect((await runs)[1]).toEqual({ start: 7, length: 1, set: true })
  })

  it('may be left early', async () => {
    const bitmap = openBitmap(memoryStore(new Uint8Array(4096)), {
      offset: 0,
      count: 32768,
      ...tiny,
    })
    for await (const run of bitmap.runs(0, 32768)) {
      expect(run.set).toBe(false)
      break
    }
    expect(await bitmap.runAt(1, 32768)).toEqual({ set: false, length: 32767 })
  })
})

describe('Bitmap.resize()', () => {
  it('clears what stood beyond the old end, in memory and on the disk', async () => {
    const store = memoryStore(new Uint8Array(64).fill(0xff))
    const bitmap = openBitmap(store, { offset: 1, count: 12, ...tiny })
    await bitmap.clearRange(0, 4)
    await bitmap.resize(300)
    expect([...store.bytes().subarray(0, 4)]).toEqual([0xff, 0xff, 0x0f, 0])
    expect([...store.bytes().subarray(37, 41)]).toEqual([0, 0xf0, 0xff, 0xff])
    expect(await collect(bitmap.runs(0, 300))).toEqual([
      { start: 0, length: 4, set: false },
      { start: 4, length: 8, set: true },
      { start: 12, length: 288, set: false },
    ])
  })

  it('drops changes beyond a new end: they would make the file longer again', async () => {
    const store = memoryStore(new Uint8Array(64))
    const bitmap = openBitmap(store, { offset: 0, count: 512, ...tiny })
    await bitmap.setRange(0, 512)
    await bitmap.resize(140)
    await store.resize(18)
    await bitmap.writeBack(flushed)
    expect(store.size).toBe(18)
    expect(bitmap.dirty).toBe(false)
    await bitmap.resize(512)
    expect(await bitmap.runAt(0, 512)).toEqual({ set: true, length: 140 })
    expect(await bitmap.runAt(140, 512)).toEqual({ set: false, length: 372 })
  })
})
