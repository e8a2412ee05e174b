/** Random requests to an image, noted for an oracle as they begin and return. */
import fc from 'fast-check'
import type { BlockDevice } from '../../../src/block/device.ts'
import { pattern, rangeOf, SECTOR, share } from './images.ts'
import type { GuestEvent } from './oracle.ts'

/** One request. */
export type Request =
  | {
      readonly kind: 'write' | 'writeZeroes' | 'discard'
      readonly at: number
      readonly length: number
      readonly align: number
      readonly seed: number
    }
  | { readonly kind: 'resize'; readonly sectors: number }
  | { readonly kind: 'flush' | 'reopen' }

/** Requests to a disk that never has more than `sectors`. */
export function requests(sectors: number, maxLength: number): fc.Arbitrary<Request[]> {
  const range = fc.record({
    kind: fc.constantFrom(...(['write', 'write', 'write', 'writeZeroes', 'discard'] as const)),
    at: share,
    length: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.nat((sectors * SECTOR) / 2)),
    align: fc.constantFrom(1, SECTOR, SECTOR),
    seed: fc.nat(100_000),
  })
  const others: fc.Arbitrary<Request> = fc.oneof(
    fc.record({ kind: fc.constant('resize' as const), sectors: fc.nat(sectors) }),
    fc.record({ kind: fc.constantFrom('flush' as const, 'flush' as const, 'reopen' as const) }),
  )
  const one: fc.Arbitrary<Request> = fc.oneof(
    { weight: 3, arbitrary: range },
    { weight: 1, arbitrary: others },
  )
  return fc.array(one, { minLength: 1, maxLength, size: 'max' })
}

/** An open disk whose requests are noted. */
export interface Worker {
  device: BlockDevice
  readonly reopen: () => Promise<BlockDevice>
  readonly note: (event: GuestEvent) => void
  /** The format can say that a cluster is given up. */
  readonly discards: boolean
}

let lastId = 0

/** Sends one request, and notes it. */
export async function send(worker: Worker, request: Request): Promise<void> {
  switch (request.kind) {
    case 'write':
    case 'writeZeroes':
    case 'discard':
      return await change(worker, request)
    case 'flush':
      return await flushed(worker, () => worker.device.flush())
    case 'reopen':
      await flushed(worker, () => worker.device.close())
      worker.device = await worker.reopen()
      return
    case 'resize': {
      const size = request.sectors * SECTOR
      worker.note({ kind: 'resizing', size })
      await worker.device.resize(size)
      worker.note({ kind: 'resized', size })
    }
  }
}

async function change(worker: Worker, request: Extract<Request, { seed: number }>): Promise<void> {
  const { device, note } = worker
  const { size } = device
  const wanted = rangeOf(size, request)
  const offset = wanted.offset - (wanted.offset % request.align)
  const end = Math.ceil((wanted.offset + wanted.length) / request.align) * request.align
  const length = Math.min(end, size) - offset
  const kind = request.kind === 'discard' && !worker.discards ? 'write' : request.kind
  const bytes = kind === 'write' ? pattern(request.seed, length) : new Uint8Array(length)
  lastId += 1
  const id = lastId
  note({ kind: 'writing', id, offset, bytes })
  if (kind === 'write') await device.write(offset, bytes)
  else await device[kind](offset, length)
  note({ kind: 'wrote', id })
}

async function flushed({ note }: Worker, work: () => Promise<void>): Promise<void> {
  lastId += 1
  const id = lastId
  note({ kind: 'flushing', id })
  await work()
  note({ kind: 'flushed', id })
}
