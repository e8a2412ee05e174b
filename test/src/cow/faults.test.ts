/** Each request to each file fails once: the caller is told, nothing is lost, a retry works. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BlockDevice } from '../../../src/block/device.ts'
import { type MemoryFiles, memoryFiles, type Wrap } from '../chain/files.ts'
import {
  buildChain,
  type ChainPlan,
  chainPlans,
  expectBytes,
  OVERLAYS,
  openIn,
  PATIENCE,
  pattern,
  SECTOR,
  tries,
} from './images.ts'
import { dice, harmOf, journal } from './journal.ts'
import { oracleOf } from './oracle.ts'
import { type Request, requests, send, type Worker } from './workload.ts'

const SECTORS: Record<string, number> = { 'add-cow-v10': 300 }
const FEW_SECTORS = 40

/** An error of the system. */
class FaultError extends Error {
  readonly code: string
  constructor(code: string) {
    super(`${code}: on purpose`)
    this.code = code
  }
}

/** Fails one request to any of the files. */
interface Faults {
  readonly wrap: Wrap
  /** Requests since the start. */
  readonly count: number
  /** Whether the fault has happened. */
  readonly hit: boolean
  start(failing: number): void
}

/** A write that fails may have written a part; a failed flush has made nothing durable. */
function faultsOver(inner: Wrap): Faults {
  let count = 0
  let failing = -1
  let hit = false
  function fails(): boolean {
    count += 1
    if (count - 1 !== failing) return false
    hit = true
    return true
  }
  return {
    get count() {
      return count
    },
    get hit() {
      return hit
    },
    start(at) {
      count = 0
      failing = at
    },
    wrap(path, plain) {
      const store = inner(path, plain)
      return {
        get size() {
          return store.size
        },
        async read(offset, length) {
          if (fails()) throw new FaultError('EIO')
          return await store.read(offset, length)
        },
        async write(offset, bytes) {
          if (!fails()) return await store.write(offset, bytes)
          await store.write(offset, bytes.subarray(0, halfOf(offset, bytes.length)))
          throw new FaultError('ENOSPC')
        },
        async resize(size) {
          if (fails()) throw new FaultError('ENOSPC')
          await store.resize(size)
        },
        async flush() {
          if (fails()) throw new FaultError('EIO')
          await store.flush()
        },
      }
    },
  }
}

/** About half of a write, up to the end of a sector of the file. */
function halfOf(offset: number, length: number): number {
  const middle = offset + Math.floor(length / 2)
  return Math.max(0, middle - (middle % SECTOR) - offset)
}

interface Run {
  readonly requests: number
  readonly hit: boolean
}

/** Runs a workload whose request number `failing` fails once. */
async function runWithFault(
  plan: ChainPlan,
  steps: readonly Request[],
  failing: number,
): Promise<Run> {
  const record = journal()
  const faults = faultsOver(record.wrap)
  const files = memoryFiles({}, faults.wrap)
  const { path, guests } = await buildChain(files, plan)
  const guest = guests.at(-1) ?? new Uint8Array()
  const oracle = oracleOf(guest)
  const open = () => openIn(files, path, { writable: true })
  const discards = plan.length === 1 && plan[0]?.format !== 'add-cow-v18'
  const note: Worker['note'] = (event) => {
    record.note(event)
    oracle.take(event)
  }
  faults.start(failing)
  const device = await retried(faults, files, open)
  record.start(files)
  const worker: Worker = { device, reopen: () => retried(faults, files, open), note, discards }
  for (const step of steps) await sendTwice(worker, faults, step)
  await sendTwice(worker, faults, { kind: 'flush' })
  await expectShown(worker.device, faults, oracle.latest())
  // After a flush a crash takes nothing away.
  const harm = await harmOf(record, {
    seed: failing,
    guest,
    read: readOf(path),
    subsets: 0,
    tears: false,
  })
  expect(harm).toBeUndefined()
  await sendTwice(worker, faults, { kind: 'reopen' })
  await expectShown(worker.device, faults, oracle.latest())
  await worker.device.close()
  expect(files.openCount).toBe(0)
  return { requests: faults.count, hit: faults.hit }
}

const readOf = (path: string) => async (left: MemoryFiles) => {
  const device = await openIn(left, path)
  return await device.read(0, device.size)
}

/** Opens; a fault on the way leaves nothing open. */
async function retried(
  faults: Faults,
  files: MemoryFiles,
  open: () => Promise<BlockDevice>,
): Promise<BlockDevice> {
  const before = files.openCount
  return await twice(faults, open, () => expect(files.openCount).toBe(before))
}

async function sendTwice(worker: Worker, faults: Faults, step: Request): Promise<void> {
  // Closing lets go of the files even if its flush fails: there is nothing to do again.
  if (step.kind === 'reopen') await sendTwice(worker, faults, { kind: 'flush' })
  await twice(
    faults,
    () => send(worker, step),
    () => {},
  )
}

/** Does it again if it failed, which must be because of the fault. */
async function twice<Result>(
  faults: Faults,
  work: () => Promise<Result>,
  onFailure: () => void,
): Promise<Result> {
  const before = faults.hit
  try {
    return await work()
  } catch (error) {
    expect(error).toBeInstanceOf(FaultError)
    expect(before).toBe(false)
    expect(faults.hit).toBe(true)
    onFailure()
    return await work()
  }
}

async function expectShown(device: BlockDevice, faults: Faults, guest: Uint8Array): Promise<void> {
  const shown = await twice(
    faults,
    () => device.read(0, device.size),
    () => {},
  )
  expectBytes(shown, guest)
}

describe('a fault', () => {
  it.each(OVERLAYS)(
    'of any file of %s is told, and nothing is lost',
    async (format) => {
      const sectors = SECTORS[format] ?? FEW_SECTORS
      await fc.assert(
        fc.asyncProperty(
          chainPlans(format, { sectors, below: 2 }),
          requests(sectors, 8),
          fc.nat(),
          async (plan, steps, seed) => {
            const { requests: count } = await runWithFault(plan, steps, -1)
            const roll = dice(seed)
            for (let failing = roll(3); failing < count; failing += 1 + roll(3)) {
              expect((await runWithFault(plan, steps, failing)).hit).toBe(true)
            }
          },
        ),
        tries(6),
      )
    },
    PATIENCE,
  )

  it.each(OVERLAYS)('of the last flush of %s is told, and every file is closed', async (format) => {
    const faults = faultsOver(journal().wrap)
    const files = memoryFiles({}, faults.wrap)
    const base = { format: 'raw', size: 4 * SECTOR, writes: [] }
    const { path } = await buildChain(files, [base, { format, size: 4 * SECTOR, writes: [] }])
    const device = await openIn(files, path, { writable: true })
    await device.write(0, pattern(1, 100))
    faults.start(0)
    await expect(device.close()).rejects.toThrow('EIO: on purpose')
    expect(files.openCount).toBe(0)
    const again = await openIn(files, path)
    expectBytes(await again.read(0, again.size), new Uint8Array(4 * SECTOR))
    await again.close()
  })

  it.each(OVERLAYS)('of a cut of %s leaves a disk that can be used, and grown', async (format) => {
    const size = 200 * SECTOR
    const half = size / 2
    const plan = ['raw', format].map((one) => ({
      format: one,
      size,
      writes: [{ at: 0, length: size, seed: 1 }],
    }))
    let hit = true
    for (let failing = 0; hit; failing++) {
      const faults = faultsOver(journal().wrap)
      const files = memoryFiles({}, faults.wrap)
      const { path } = await buildChain(files, plan)
      const device = await openIn(files, path, { writable: true })
      faults.start(failing)
      await device.resize(half).catch((error) => expect(error).toBeInstanceOf(FaultError))
      hit = faults.hit
      faults.start(-1)
      const last = device.size - 100
      await device.write(last, pattern(2, 100))
      await device.flush()
      const seen = await openIn(files, path)
      expectBytes(await seen.read(last, 100), pattern(2, 100))
      await seen.close()
      if (device.size === size) continue
      await device.resize(size)
      await device.close()
      const grown = await openIn(files, path)
      expectBytes(await grown.read(half - 100, 100), pattern(2, 100))
      expectBytes(await grown.read(half, half), new Uint8Array(half))
      await grown.close()
    }
  })
})
