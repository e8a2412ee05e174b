import { describe, expect, it } from 'vitest'
import { createTail } from '../../../src/validate/tail.ts'

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)

describe('createTail()', () => {
  it.each([1, 3, 8, 9, 64, 100])('keeps the last bytes of pieces of %i', (step) => {
    const tail = createTail(8)
    for (let at = 0; at < bytes.length; at += step) {
      tail.push(bytes.subarray(at, at + step))
      const end = Math.min(at + step, bytes.length)
      expect([...tail.bytes()]).toEqual([...bytes.subarray(Math.max(0, end - 8), end)])
    }
    expect(tail.bufferSize).toBe(16)
  })

  it('keeps nothing if nothing is asked for', () => {
    const tail = createTail(0)
    tail.push(bytes)
    expect(tail.bytes()).toHaveLength(0)
  })
})
