/** Random chains in memory, with what a guest sees of them. */
import fc from 'fast-check'
import { type Image, type OpenOptions, openChain } from '../../../src/chain/index.ts'
import { createIn, type MemoryFiles } from '../chain/files.ts'

/** Bytes of a sector. */
export const SECTOR = 512

/** One layer of a chain. */
export interface LayerPlan {
  readonly format: string
  /** Bytes. */
  readonly size: number
  readonly clusterSize?: number | undefined
  /** What is written when it is new, by share of the size. */
  readonly writes: readonly {
    readonly at: number
    readonly length: number
    readonly seed: number
  }[]
}

/** Layers from the bottom up; the last one is the image. */
export type ChainPlan = readonly LayerPlan[]

/** Bytes that tell a seed from others at every place. None is zero. */
export function pattern(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = (Math.imul(seed + 1, 0x9e3779b1) >>> 0) | 1
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = ((state & 0xff) % 255) + 1
  }
  return bytes
}

/** A fraction from 0 to 1, both ends included now and then. */
export const share = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
)

/** Formats that have a bitmap. */
export const OVERLAYS = [
  'cow-v2',
  'cow-v2-i386',
  'add-cow-v4',
  'add-cow-v10',
  'add-cow-v18',
] as const

const writes = fc.array(
  fc.record({ at: share, length: fc.integer({ min: 1, max: 20_000 }), seed: fc.nat(1000) }),
  { maxLength: 4 },
)

/** A layer that may stand on others; `sectors` is the most it has. */
function overlayPlan(format: string, sectors: number): fc.Arbitrary<LayerPlan> {
  return fc.record({
    format: fc.constant(format),
    size: fc.integer({ min: 1, max: sectors }).map((count) => count * SECTOR),
    clusterSize:
      format === 'add-cow-v18'
        ? fc.integer({ min: 9, max: 16 }).map((bits) => 2 ** bits)
        : fc.constant(undefined),
    writes,
  })
}

const rawPlan = (sectors: number): fc.Arbitrary<LayerPlan> =>
  fc.record({
    format: fc.constant('raw'),
    size: fc.oneof(
      fc.integer({ min: 1, max: sectors }).map((count) => count * SECTOR),
      fc.integer({ min: 1, max: sectors * SECTOR }),
    ),
    writes,
  })

/** Chains with an image of `format` on up to `below` other layers. */
export function chainPlans(
  format: string,
  limits: { readonly sectors: number; readonly below: number },
): fc.Arbitrary<ChainPlan> {
  const { sectors, below } = limits
  const top = overlayPlan(format, sectors)
  const bottom = fc.oneof(
    rawPlan(sectors),
    ...OVERLAYS.filter((one) => one !== 'add-cow-v4').map((one) => overlayPlan(one, sectors)),
  )
  const middle = fc.array(fc.oneof(...OVERLAYS.map((one) => overlayPlan(one, sectors))), {
    maxLength: below - 1,
  })
  const based = fc.tuple(bottom, middle, top).map(([first, rest, last]) => [first, ...rest, last])
  const alone = top.map((one) => [one])
  return format === 'add-cow-v4' ? based : fc.oneof({ weight: 4, arbitrary: based }, alone)
}

/** Where layer `index` of a chain is. */
export const layerPath = (index: number) => `/images/layer${index}`

/** Opens an image of a chain. Formats below are told from the bytes. */
export function openIn(
  files: MemoryFiles,
  path: string,
  options: OpenOptions = {},
): Promise<Image> {
  return openChain(files, path, { policy: 'all', probe: true, ...options })
}

/** A chain that was built. */
export interface BuiltChain {
  /** Of the image. */
  readonly path: string
  /** What a guest sees of each layer, from the bottom up. */
  readonly guests: Uint8Array[]
}

/** Makes the files of a chain. */
export async function buildChain(files: MemoryFiles, plan: ChainPlan): Promise<BuiltChain> {
  const guests: Uint8Array[] = []
  for (const [index, layer] of plan.entries()) {
    const path = layerPath(index)
    const below = plan[index - 1]
    const backing = below && { name: `layer${index - 1}`, format: below.format }
    const { format, size, clusterSize } = layer
    await createIn(files, path, { format, size, clusterSize, backing })
    const guest = sized(guests[index - 1] ?? new Uint8Array(), size)
    const options = format === 'raw' ? { format } : {}
    const device = await openIn(files, path, { ...options, writable: true })
    for (const write of layer.writes) {
      const { offset, length } = rangeOf(size, write)
      guest.set(pattern(write.seed, length), offset)
      await device.write(offset, pattern(write.seed, length))
    }
    await device.close()
    guests.push(guest)
  }
  return { path: layerPath(plan.length - 1), guests }
}

/** The bytes, cut or with zeros after them. */
export function sized(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size)
  copy.set(bytes.subarray(0, size))
  return copy
}

/** A range inside a disk, of `length` bytes where there are so many. */
export function rangeOf(size: number, range: { readonly at: number; readonly length: number }) {
  const offset = Math.min(Math.floor(range.at * size), size)
  return { offset, length: Math.min(range.length, size - offset) }
}

/** Fails with the first byte that differs. */
export function expectBytes(actual: Uint8Array, expected: Uint8Array, offset = 0): void {
  if (Buffer.compare(actual, expected) === 0) return
  const at = expected.findIndex((byte, index) => byte !== actual[index])
  const lengths = `of ${actual.length} bytes, where ${expected.length} are expected`
  throw new Error(`byte ${offset + at} is ${actual[at]}, not ${expected[at]}; ${lengths}`)
}

const RUNS = Number(process.env.COWTOOLS_RUNS ?? 1)

/** Time for one test, milliseconds. */
export const PATIENCE = 30_000 * RUNS

/**
 * How often a property is tried; `COWTOOLS_RUNS` multiplies it. Shrinking ends in time for the
 * report with its seed.
 */
export const tries = (usual: number) => ({
  numRuns: usual * RUNS,
  interruptAfterTimeLimit: (PATIENCE * 2) / 3,
})
