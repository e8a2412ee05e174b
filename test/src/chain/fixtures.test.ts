/** Images made by real tools: the bytes that a guest sees, and which of them each layer holds. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BlockDevice } from '../../../src/block/device.ts'
import { openImage } from '../../../src/node.ts'
import { type Fixture, folderOf, goodImages, unpack } from '../../fixtures.ts'

/** What the manifest says of the disk, beside what every test needs. */
interface GuestFacts {
  readonly guest_sha256?: string
  /** The same where the tool fails or shows memory, had it read zeros. */
  readonly guest_sha256_zero_extended?: string
  readonly guest_sha256_zero_fill?: string
  readonly map?: readonly { start: number; length: number; allocated: boolean }[]
}

const isCow = ({ family }: Fixture) =>
  ['cow', 'uml-cow'].includes(family) || family.startsWith('add-cow')

const images = goodImages.filter(
  (one) => isCow(one) && !one.companions.some((name) => name.endsWith('.qcow2')),
) as readonly (Fixture & GuestFacts)[]

const PIECE = 1 << 20

let folder = ''
let remove = () => {}

beforeAll(() => {
  const unpacked = unpack(images)
  folder = unpacked.folder
  remove = unpacked.remove
})

afterAll(() => remove())

const open = (image: Fixture) =>
  openImage(join(folder, folderOf(image), image.name), { policy: 'all', probe: true })

async function guestHash(device: BlockDevice): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < device.size; at += PIECE) {
    hash.update(await device.read(at, Math.min(PIECE, device.size - at)))
  }
  return hash.digest('hex')
}

describe('openImage()', () => {
  it('has a hundred images to read', () => {
    expect(images.length).toBeGreaterThanOrEqual(100)
  })

  it.each(images.map((image) => [image.file, image] as const))(
    'shows what a guest saw in %s',
    async (_file, image) => {
      const device = await open(image)
      try {
        expect(device.size).toBe(image.virtual_size)
        const hash =
          image.guest_sha256_zero_extended ?? image.guest_sha256_zero_fill ?? image.guest_sha256
        if (hash !== undefined) expect(await guestHash(device)).toBe(hash)
        if (image.map === undefined) return
        const map: { start: number; length: number; allocated: boolean }[] = []
        for await (const { offset, length, state } of device.extents()) {
          map.push({ start: offset, length, allocated: state === 'data' })
        }
        // The last, partial sector of User-mode Linux is in the file, and no part of the disk.
        const shown = image.map.map((one) => ({
          ...one,
          length: Math.min(one.length, device.size - one.start),
        }))
        expect(map).toEqual(shown)
      } finally {
        await device.close()
      }
    },
  )
})
