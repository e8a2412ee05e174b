import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../src/source/index.ts'

describe('memoryStore()', () => {
  it('copies what it is given, and what it gives', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const store = memoryStore(bytes)
    bytes[0] = 9
    const read = await store.read(0, 3)
    read[1] = 9
    expect([...store.bytes()]).toEqual([1, 2, 3])
  })

  it('grows by writes, with zeros in the gap', async () => {
    const store = memoryStore()
    await store.write(3, Uint8Array.of(7))
    expect(store.size).toBe(4)
    expect([...(await store.read(0, 10))]).toEqual([0, 0, 0, 7])
    await store.write(100, new Uint8Array())
    expect(store.size).toBe(4)
  })

  it('shows zeros where it was cut and grows again', async () => {
    const store = memoryStore(Uint8Array.of(1, 2, 3, 4))
    await store.resize(1)
    await store.resize(3)
    await store.write(4, Uint8Array.of(5))
    expect([...store.bytes()]).toEqual([1, 0, 0, 0, 5])
    await store.flush()
  })

  it('takes many small writes in little time', async () => {
    const store = memoryStore()
    for (let i = 0; i < 100_000; i++) await store.write(i * 10, Uint8Array.of(i))
    expect(store.size).toBe(999_991)
  })

  it('refuses an offset that is no safe, non-negative integer', async () => {
    const store = memoryStore()
    await expect(store.write(-1, Uint8Array.of(1))).rejects.toThrow('Cannot write: offset -1')
    await expect(store.write(2 ** 53 - 1, Uint8Array.of(1))).rejects.toThrow(RangeError)
    await expect(store.resize(0.5)).rejects.toThrow(RangeError)
  })
})
