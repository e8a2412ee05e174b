/** Random requests on random chains, against a plain array. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnsupportedError } from '../../../src/binary/errors.ts'
import { chainExtents, commitInto, type Image, pullUp } from '../../../src/chain/index.ts'
import { type MemoryFiles, memoryFiles } from '../chain/files.ts'
import {
  buildChain,
  type ChainPlan,
  chainPlans,
  expectBytes,
  layerPath,
  OVERLAYS,
  openIn,
  PATIENCE,
  pattern,
  rangeOf,
  SECTOR,
  share,
  sized,
  tries,
} from './images.ts'

type Step =
  | {
      readonly kind: 'read' | 'write' | 'writeZeroes' | 'discard'
      readonly at: number
      readonly length: number
      readonly align: number
      readonly seed: number
    }
  | { readonly kind: 'resize'; readonly sectors: number }
  | { readonly kind: 'flush' | 'reopen' | 'map' | 'commit' | 'pullUp' }

/** Most sectors of a disk: more than two clusters of 64 KiB. */
const SECTORS = 300
const STEPS = 200

const range = fc.record({
  kind: fc.constantFrom(
    'read' as const,
    'write' as const,
    'writeZeroes' as const,
    'discard' as const,
  ),
  at: share,
  length: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.nat(150_000)),
  align: fc.constantFrom(1, 1, SECTOR, 4096, 65_536),
  seed: fc.nat(100_000),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: range },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('resize' as const), sectors: fc.nat(SECTORS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('flush' as const, 'reopen' as const, 'map' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('commit' as const, 'pullUp' as const) }),
  },
)

/** An image that is open, and what it must show. */
interface Session {
  readonly files: MemoryFiles
  readonly plan: ChainPlan
  readonly path: string
  readonly guests: Uint8Array[]
  guest: Uint8Array
  device: Image
  /** Set once the image no longer needs what was below it. */
  detached: boolean
}

const openTop = ({ files, path, detached }: Pick<Session, 'files' | 'path' | 'detached'>) =>
  openIn(files, path, { writable: true, ...(detached ? { backingFormats: ['raw'] } : {}) })

const emptyOf = (length: number) => new Uint8Array(length)

async function take(session: Session, one: Step): Promise<void> {
  const { device } = session
  switch (one.kind) {
    case 'read':
    case 'write':
    case 'writeZeroes':
    case 'discard':
      return await takeRange(session, one)
    case 'resize':
      return await takeResize(session, one.sectors * SECTOR)
    case 'flush':
      return await device.flush()
    case 'reopen':
      return await reopen(session)
    case 'map':
      return await checkMap(session)
    case 'commit':
      return await commit(session)
    case 'pullUp':
      return await detach(session)
  }
}

async function takeRange(session: Session, one: Extract<Step, { seed: number }>): Promise<void> {
  const { device, guest } = session
  const wanted = rangeOf(guest.length, one)
  const offset = wanted.offset - (wanted.offset % one.align)
  const end = wanted.offset + wanted.length
  const last = Math.min(Math.ceil(end / one.align) * one.align, guest.length)
  const length = last - offset
  switch (one.kind) {
    case 'read': {
      const bytes = new Uint8Array(length).fill(one.seed)
      if (one.seed % 2 === 0) await device.readInto(offset, bytes)
      else bytes.set(await device.read(offset, length))
      return expectBytes(bytes, guest.subarray(offset, last), offset)
    }
    case 'write':
      await device.write(offset, pattern(one.seed, length))
      guest.set(pattern(one.seed, length), offset)
      return
    case 'writeZeroes':
      await device.writeZeroes(offset, length)
      guest.set(emptyOf(length), offset)
      return
    case 'discard':
      // Over a backing file, or where every cluster is allocated, there is nothing to say it with.
      if (await allowed(() => device.discard(offset, length), UnsupportedError)) {
        guest.set(emptyOf(length), offset)
      } else expect(session.plan.length > 1 || device.format === 'add-cow-v18').toBe(true)
  }
}

async function takeResize(session: Session, size: number): Promise<void> {
  const { device } = session
  const done = await allowed(() => device.resize(size), RangeError)
  if (done) session.guest = sized(session.guest, size)
  else expect(device.format).toMatch(/^cow-v2/)
  expect(device.size).toBe(session.guest.length)
}

async function reopen(session: Session): Promise<void> {
  await session.device.close()
  expect(session.files.openCount).toBe(0)
  session.device = await openTop(session)
  expect(session.device.size).toBe(session.guest.length)
  await checkAll(session)
}

async function checkAll({ device, guest }: Session): Promise<void> {
  expectBytes(await device.read(0, guest.length), guest, 0)
}

/** Extents cover the disk without gaps, and what is in no layer reads as zeros. */
async function checkMap({ device, guest }: Session): Promise<void> {
  for (const map of [device.extents(), chainExtents(device)]) {
    let at = 0
    let before = ''
    for await (const extent of map) {
      expect(extent.offset).toBe(at)
      expect(extent.length).toBeGreaterThan(0)
      at += extent.length
      const state = `${extent.state} ${extent.depth} ${extent.file}`
      if (!state.startsWith('data')) expect(state).not.toBe(before)
      before = state
      if (extent.state !== 'unallocated' || extent.depth === 0) continue
      expectBytes(guest.subarray(extent.offset, at), emptyOf(extent.length), extent.offset)
    }
    expect(at).toBe(guest.length)
  }
}

/** Merges the image into the layer below; afterwards both show the same. */
async function commit(session: Session): Promise<void> {
  const { files, plan, guests, guest, detached } = session
  const index = plan.length - 2
  const below = guests[index]
  if (below === undefined || detached) return
  await session.device.flush()
  const format = plan[index]?.format === 'raw' ? 'raw' : undefined
  const target = await openIn(files, layerPath(index), { writable: true, format })
  const before = below.length
  const done = await allowed(() => commitInto(session.device, target), RangeError)
  await target.close()
  if (done) {
    const after = sized(below, Math.max(before, guest.length))
    after.set(guest)
    guests[index] = after
    const shown = await openIn(files, layerPath(index), { format })
    expectBytes(await shown.read(0, shown.size), after, 0)
    await shown.close()
  } else expect(target.format).toMatch(/^cow-v2/)
  await reopen(session)
}

/** Pulls up all that the image shows of what is below; then it shows the same over an empty disk. */
async function detach(session: Session): Promise<void> {
  const { files, plan } = session
  if (session.detached || plan.length === 1) return
  await pullUp(session.device, undefined)
  await files.store(layerPath(plan.length - 2)).resize(0)
  session.detached = true
  await reopen(session)
}

async function allowed(
  work: () => Promise<void>,
  kind: typeof RangeError | typeof UnsupportedError,
): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof kind) return false
    throw error
  }
}

async function runAll(plan: ChainPlan, steps: readonly Step[]): Promise<void> {
  const files = memoryFiles()
  const { path, guests } = await buildChain(files, plan)
  const guest = guests[plan.length - 1] ?? new Uint8Array()
  const device = await openTop({ files, path, detached: false })
  const session = { files, plan, path, guests, guest, device, detached: false }
  const opened = files.opens.length
  await checkAll(session)
  for (const one of steps) await take(session, one)
  await reopen(session)
  await session.device.close()
  expect(files.openCount).toBe(0)
  expectNoWriting(session, opened, steps)
}

/** Only a commit opens a layer below for writing. */
function expectNoWriting({ files, path }: Session, from: number, steps: readonly Step[]): void {
  if (steps.some((one) => one.kind === 'commit')) return
  const written = files.opens.slice(from).filter((one) => one.startsWith('write'))
  expect(written.filter((one) => !one.startsWith(`write ${path}`))).toEqual([])
}

describe('openChain()', () => {
  it.each(OVERLAYS)(
    'makes of %s a disk that keeps what is written',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          chainPlans(format, { sectors: SECTORS, below: 3 }),
          fc.array(step, { minLength: STEPS / 4, maxLength: STEPS, size: 'max' }),
          runAll,
        ),
        tries(40),
      )
    },
    PATIENCE,
  )
})
