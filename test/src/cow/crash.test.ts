/** A crash at any moment leaves old or new content, and all that a flush acknowledged. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/binary/errors.ts'
import { type Bitmap, openBitmap } from '../../../src/bitmap/index.ts'
import type { BlockDevice } from '../../../src/block/device.ts'
import { cowDevice } from '../../../src/cow/engine.ts'
import { rawDevice } from '../../../src/formats/raw/index.ts'
import { createIn, type MemoryFiles, memoryFiles } from '../chain/files.ts'
import {
  buildChain,
  type ChainPlan,
  chainPlans,
  OVERLAYS,
  openIn,
  PATIENCE,
  pattern,
  SECTOR,
  sized,
  tries,
} from './images.ts'
import { dice, harmOf, type Journal, journal } from './journal.ts'
import { type Request, requests, send, type Worker } from './workload.ts'

/** Most sectors of a disk: more than two clusters. */
const SECTORS: Record<string, number> = { 'add-cow-v10': 300 }
const FEW_SECTORS = 40
const sectorsOf = (format: string) => SECTORS[format] ?? FEW_SECTORS

async function readAll(device: BlockDevice): Promise<Uint8Array> {
  const bytes = await device.read(0, device.size)
  await device.close()
  return bytes
}

/** Runs a workload on a chain; tells of a crash that does harm. */
async function harmIn(plan: ChainPlan, steps: readonly Request[], seed: number) {
  const record = journal()
  const files = memoryFiles({}, record.wrap)
  const { path, guests } = await buildChain(files, plan)
  const open = () => openIn(files, path, { writable: true })
  const device = await open()
  record.start(files)
  const discards = plan.length === 1 && device.format !== 'add-cow-v18'
  const worker: Worker = { device, reopen: open, note: record.note, discards }
  for (const step of steps) await send(worker, step)
  const guest = guests.at(-1) ?? new Uint8Array()
  const read = async (left: MemoryFiles) => readAll(await openIn(left, path))
  return await harmOf(record, { seed, guest, read, subsets: 4, tears: true })
}

describe('a crash', () => {
  it.each(OVERLAYS)(
    'leaves %s whole at any moment',
    async (format) => {
      const sectors = sectorsOf(format)
      await fc.assert(
        fc.asyncProperty(
          chainPlans(format, { sectors, below: 2 }),
          requests(sectors, 16),
          fc.nat(),
          async (plan, steps, seed) => {
            expect(await harmIn(plan, steps, seed)).toBeUndefined()
          },
        ),
        tries(25),
      )
    },
    PATIENCE,
  )

  it.each(OVERLAYS)(
    'while %s is made leaves no image or a whole one',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(chainPlans(format, { sectors: 300, below: 1 }), fc.nat(), createAndCrash),
        tries(25),
      )
    },
    PATIENCE,
  )
})

async function createAndCrash(plan: ChainPlan, seed: number): Promise<void> {
  const [top, below] = [plan.at(-1), plan.at(-2)]
  if (top === undefined) return
  const record = journal()
  const files = memoryFiles({}, record.wrap)
  const built = below && (await buildChain(files, [below]))
  record.start(files)
  const backing = built && { name: 'layer0', format: below.format }
  const path = '/images/new'
  const { format, size, clusterSize } = top
  await createIn(files, path, { format, size, clusterSize, backing })
  const guest = sized(built?.guests[0] ?? new Uint8Array(), size)
  let images = 0
  const read = async (left: MemoryFiles) => {
    try {
      const device = await openIn(left, path, { format })
      images += 1
      return await readAll(device)
    } catch (error) {
      if (error instanceof FormatError || !left.stores.has(path)) return guest
      throw error
    }
  }
  expect(await harmOf(record, { seed, guest, read, subsets: 4, tears: false })).toBeUndefined()
  expect(images).toBeGreaterThan(0)
}

/** An engine over a bitmap and a data file, both bare: what it is made of can be exchanged. */
interface BareOptions {
  readonly lies?: (path: string) => boolean
  readonly change?: (bitmap: Bitmap) => Bitmap
  /** How little of the bitmap is in memory: the engine must commit when it is full. */
  readonly pages?: { readonly pageSize: number; readonly maxPages: number } | undefined
}

const SIZE = FEW_SECTORS * SECTOR
const CLUSTER = 4 * SECTOR
const COUNT = SIZE / CLUSTER
const BASE = pattern(1, SIZE)

async function openBare(files: MemoryFiles, writable: boolean, options: BareOptions = {}) {
  const { change = (bitmap) => bitmap, pages } = options
  const bits = files.store('/bits')
  const bitmap = openBitmap(bits, { offset: 0, count: COUNT, writable, ...pages })
  const base = await files.open('/base', false)
  return cowDevice({
    size: SIZE,
    clusterSize: CLUSTER,
    data: { store: files.store('/data'), offset: 0 },
    bitmap: change(bitmap),
    below: rawDevice(base, false),
    metadata: writable ? bits : undefined,
    close: async () => {},
  })
}

/** Clusters are written and flushed by several at once. */
async function bareHarm(seed: number, options: BareOptions = {}): Promise<string | undefined> {
  const roll = dice(seed)
  const pause = async () => {
    for (let turns = roll(4); turns > 0; turns--) await Promise.resolve()
  }
  const record = journal({ pause, lies: options.lies })
  const files = memoryFiles(
    { '/bits': new Uint8Array(2), '/base': BASE, '/data': pattern(2, SIZE) },
    record.wrap,
  )
  const device = await openBare(files, true, options)
  record.start(files)
  await workTogether(device, record, roll)
  const read = async (left: MemoryFiles) => readAll(await openBare(left, false))
  return await harmOf(record, { seed, guest: BASE, read, subsets: 4, tears: true })
}

const WORKERS = 4

/** Each has its own sectors, which share clusters with those of the others. */
async function workTogether(
  device: BlockDevice,
  record: Journal,
  roll: (limit: number) => number,
): Promise<void> {
  const worker: Worker = {
    device,
    reopen: async () => device,
    note: record.note,
    discards: false,
  }
  const work = async (own: number) => {
    for (let step = 0; step < 6; step++) {
      if (roll(3) === 0) await send(worker, { kind: 'flush' })
      const sector = roll(FEW_SECTORS / WORKERS) * WORKERS + own
      const at = (sector * SECTOR + 1) / SIZE
      const part = { at, length: 1, align: SECTOR, seed: roll(100_000) }
      await send(worker, { kind: 'write', ...part })
    }
    await send(worker, { kind: 'flush' })
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, own) => work(own)))
}

const pages = fc.option(fc.record({ pageSize: fc.constant(1), maxPages: fc.constantFrom(1, 2) }), {
  nil: undefined,
})

/** The first seed with a crash that does harm. */
async function firstHarm(options: BareOptions): Promise<string | undefined> {
  for (let seed = 1; seed <= 40; seed++) {
    const harm = await bareHarm(seed, options)
    if (harm !== undefined) return harm
  }
  return undefined
}

describe('cowDevice()', () => {
  it(
    'keeps the order while flushes and writes run at once',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), pages, async (seed, few) => {
          expect(await bareHarm(seed, { pages: few })).toBeUndefined()
        }),
        tries(40),
      )
    },
    PATIENCE,
  )

  it('is found out if bits reach the disk before their data', async () => {
    const change = (bitmap: Bitmap): Bitmap => ({
      ...viewOf(bitmap),
      writeBack: async (flush) => {
        await bitmap.writeBack(async () => {})
        await flush()
      },
    })
    expect(await firstHarm({ change })).toMatch(/^after event/)
  })

  it('is found out if the bits that it writes are not those of the flushed data', async () => {
    const change = (bitmap: Bitmap): Bitmap => ({
      ...viewOf(bitmap),
      writeBack: async (flush) => {
        await flush()
        await bitmap.writeBack(async () => {})
      },
    })
    expect(await firstHarm({ change })).toMatch(/^after event/)
  })

  it.each(['/data', '/bits'])('is found out if the flush of %s does nothing', async (path) => {
    expect(await firstHarm({ lies: (one) => one === path })).toMatch(/^after event/)
  })
})

/** A bitmap has its functions from its class: they are not copied by a spread. */
function viewOf(bitmap: Bitmap): Bitmap {
  return {
    get count() {
      return bitmap.count
    },
    pageBits: bitmap.pageBits,
    get dirty() {
      return bitmap.dirty
    },
    get full() {
      return bitmap.full
    },
    runAt: (bit, limit) => bitmap.runAt(bit, limit),
    runs: (from, to) => bitmap.runs(from, to),
    setRange: (from, to) => bitmap.setRange(from, to),
    clearRange: (from, to) => bitmap.clearRange(from, to),
    writeBack: (flush) => bitmap.writeBack(flush),
    resize: (count) => bitmap.resize(count),
  }
}
