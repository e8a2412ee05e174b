import { describe, expect, it } from 'vitest'
import { MAIN } from './bases.ts'
import { type FuzzCase, filesOf } from './fuzz-case.ts'
import type { Mutation } from './mutation.ts'
import { shrunk } from './shrink.ts'

const write = (at: number, ...bytes: number[]): Mutation => {
  return { kind: 'write', file: MAIN, at, bytes: Uint8Array.from(bytes), note: `at ${at}` }
}

const large: FuzzCase = {
  format: 'cow-v2',
  seed: 1,
  number: 1,
  files: { [MAIN]: new Uint8Array(5000), other: new Uint8Array(10) },
  mutations: [write(3, 1, 2, 3), write(100, 9, 9, 200, 9), write(700, 4), write(90, 7)],
}

const imageOf = (one: FuzzCase) => filesOf(one)[MAIN] ?? new Uint8Array(0)

describe('shrunk()', () => {
  it('leaves what the failure needs', async () => {
    const smallest = await shrunk(large, 500, async (one) => (imageOf(one)[102] ?? 0) > 50)
    expect(imageOf(smallest)).toHaveLength(103)
    expect(imageOf(smallest)[102]).toBe(51)
    expect(smallest.mutations).toHaveLength(2)
    expect(Object.keys(smallest.files)).toEqual([MAIN])
  })

  it('keeps a case that only fails as it is', async () => {
    expect(await shrunk(large, 500, async (one) => one === large)).toBe(large)
  })

  it('stops after so many steps', async () => {
    let steps = 0
    await shrunk(large, 10, async () => {
      steps += 1
      return true
    })
    expect(steps).toBe(10)
  })
})
