import { describe, expect, it } from 'vitest'
import { trackedStore } from '../../../src/cow/tracked-store.ts'
import { memoryStore } from '../../../src/source/index.ts'

/** A store that counts its flushes, and fails or waits when told. */
function counting() {
  const inner = memoryStore()
  const state = { flushes: 0, failing: false, gate: Promise.resolve() }
  const store = {
    ...inner,
    get size() {
      return inner.size
    },
    async write(offset: number, bytes: Uint8Array) {
      await inner.write(offset, bytes)
      if (state.failing) throw new Error('on purpose')
    },
    async flush() {
      state.flushes += 1
      await state.gate
      if (state.failing) throw new Error('on purpose')
    },
  }
  return { state, tracked: trackedStore(store) }
}

describe('trackedStore()', () => {
  it('flushes when something was changed, and not again', async () => {
    const { state, tracked } = counting()
    await tracked.flush()
    expect(state.flushes).toBe(0)
    await tracked.write(0, Uint8Array.of(1))
    await tracked.flush()
    await tracked.flush()
    expect(state.flushes).toBe(1)
    await tracked.resize(9)
    expect(tracked.size).toBe(9)
    expect(await tracked.read(0, 2)).toEqual(Uint8Array.of(1, 0))
    const bytes = Uint8Array.of(7, 7)
    expect(await tracked.readInto?.(8, bytes)).toBe(1)
    expect(bytes).toEqual(Uint8Array.of(0, 7))
    await tracked.flush()
    expect(state.flushes).toBe(2)
  })

  it('flushes again after a flush or a write that failed', async () => {
    const { state, tracked } = counting()
    state.failing = true
    await expect(tracked.write(0, Uint8Array.of(1))).rejects.toThrow('on purpose')
    await expect(tracked.flush()).rejects.toThrow('on purpose')
    state.failing = false
    await tracked.flush()
    expect(state.flushes).toBe(2)
  })

  it('waits for no flush of others, and trusts none that began before a change', async () => {
    const { state, tracked } = counting()
    let open = () => {}
    state.gate = new Promise<void>((resolve) => {
      open = resolve
    })
    await tracked.write(0, Uint8Array.of(1))
    const first = tracked.flush()
    const second = tracked.flush()
    await tracked.write(1, Uint8Array.of(2))
    open()
    await Promise.all([first, second])
    expect(state.flushes).toBe(2)
    await tracked.flush()
    expect(state.flushes).toBe(3)
  })
})
