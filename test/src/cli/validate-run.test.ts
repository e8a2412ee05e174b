import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckSettings, Outcome } from '../../../src/cli/validate-check.ts'
import { createPool } from '../../../src/cli/validate-pool.ts'
import { checkAll, inOrder, threadsFor } from '../../../src/cli/validate-run.ts'
import { findTargets } from '../../../src/cli/validate-targets.ts'
import { TRUSTED } from '../../../src/validate/index.ts'
import { cowImage } from '../formats/images.ts'
import { createFolder, type Folder } from './run.ts'

const settings: CheckSettings = {
  format: undefined,
  policy: TRUSTED,
  output: 'human',
  all: false,
  isQuiet: false,
  isOne: false,
  isColoured: false,
  width: 100,
  specs: 'docs/specs',
}

/** More than two batches for each of two threads. */
const COUNT = 150
let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
  await mkdir(`${folder.path}/many`)
  const good = cowImage({ 8: '00 00 00 00 00 00 00 00' })
  for (let at = 0; at < COUNT; at++) {
    await folder.add(
      `many/${String(at).padStart(4, '0')}.cow`,
      at % 7 === 0 ? good.subarray(0, 1200) : good,
    )
  }
})

afterAll(() => folder.remove())

async function all(outcomes: AsyncIterable<Outcome>): Promise<readonly Outcome[]> {
  const found: Outcome[] = []
  for await (const outcome of outcomes) found.push(outcome)
  return found
}

describe('checkAll()', () => {
  it('gives the same with threads as without, in the order of the files', async () => {
    const targets = [...(await findTargets([`${folder.path}/many`]))]
    targets.splice(5, 0, { kind: 'file', path: `${folder.path}/none`, isNamed: true })
    const { signal } = new AbortController()
    const alone = await all(checkAll(targets, settings, { threads: 0, signal }))
    const together = await all(checkAll(targets, settings, { threads: 2, signal }))
    expect(alone).toHaveLength(COUNT + 1)
    expect(together).toEqual(alone)
    expect(alone[0]).toMatchObject({ kind: 'checked', verdict: 'invalid' })
    expect(alone[1]).toMatchObject({ kind: 'checked', verdict: 'valid', rules: [] })
    expect(alone[5]).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/no such file/),
    })
  })

  it.each([0, 2])('stops at a signal, with %i threads', async (threads) => {
    const targets = await findTargets([`${folder.path}/many`])
    const stop = new AbortController()
    const run = async () => {
      for await (const _ of checkAll(targets, settings, { threads, signal: stop.signal })) {
        stop.abort(new Error('stopped'))
      }
    }
    await expect(run()).rejects.toThrow('stopped')
  })
})

describe('threadsFor()', () => {
  it('starts none for few files', () => {
    expect(threadsFor(100, undefined)).toBe(0)
    expect(threadsFor(1999, undefined)).toBe(0)
    expect(threadsFor(1_000_000, undefined)).toBe(
      availableParallelism() > 1 ? availableParallelism() : 0,
    )
  })

  it('starts as many as are asked for, and no more than there are files', () => {
    expect(threadsFor(100_000, 1)).toBe(0)
    expect(threadsFor(100_000, 3)).toBe(3)
    expect(threadsFor(2, 8)).toBe(2)
    expect(threadsFor(1, 8)).toBe(0)
  })
})

describe('createPool()', () => {
  it('fails what waits when a thread ends', async () => {
    const pool = createPool(1, settings)
    const target = { kind: 'file', path: `${folder.path}/many/0001.cow`, isNamed: true } as const
    expect(await pool.run([target])).toMatchObject([{ kind: 'checked', verdict: 'valid' }])
    await pool.close()
    await expect(pool.run([target])).rejects.toThrow('a thread ended')
  })
})

describe('inOrder()', () => {
  const numbers = Array.from({ length: 20 }, (_, at) => at)

  it('gives results in the order of the items, whichever ends first', async () => {
    const order: number[] = []
    const run = async (item: number) => {
      for (let turn = 0; turn < (item % 4) * 3; turn++) await Promise.resolve()
      return item
    }
    for await (const result of inOrder(numbers, 5, run)) order.push(result)
    expect(order).toEqual(numbers)
  })

  it('has no more tasks under way than allowed', async () => {
    let running = 0
    let most = 0
    const run = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    for await (const _ of inOrder(numbers, 3, run));
    expect(most).toBe(3)
  })

  it('throws what a task throws, when its turn comes', async () => {
    const seen: number[] = []
    const run = async (item: number) => {
      if (item === 2) throw new Error('two')
      return item
    }
    const consume = async () => {
      for await (const result of inOrder(numbers, 4, run)) seen.push(result)
    }
    await expect(consume()).rejects.toThrow('two')
    expect(seen).toEqual([0, 1])
  })
})
