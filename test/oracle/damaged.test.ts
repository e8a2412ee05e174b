/** Images broken on purpose: each opens with the data that its tool read, or is refused with a reason. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FormatError, UnsupportedError } from '../../src/binary/errors.ts'
import type { Image } from '../../src/chain/index.ts'
import { FileError, openImage } from '../../src/node.ts'
import { damagedImages, type Fixture, folderOf, schemaOf, unpack } from '../fixtures.ts'

/** What the manifest knows of the content. */
interface Content {
  readonly guest_sha256?: string | null
  readonly guest_sha256_zero_fill?: string
  readonly guest_sha256_zero_extended?: string
}

const images = damagedImages.filter((one) => folderOf(one) !== 'damaged-qcow2')
const unpacked = unpack(images)
afterAll(unpacked.remove)

/** Larger disks are made of holes: not read to the end. */
const READABLE = 1 << 26
const PIECE = 1 << 20

async function open(fixture: Fixture): Promise<Image | Error> {
  const path = join(unpacked.folder, fixture.file.replace(/\.gz$/, ''))
  const policy = { within: unpacked.folder }
  try {
    return await openImage(path, { format: schemaOf(fixture), policy, probe: true })
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

async function guestHash(image: Image): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < image.size; at += PIECE) {
    hash.update(await image.read(at, Math.min(PIECE, image.size - at)))
  }
  return hash.digest('hex')
}

describe('damaged images', () => {
  it.each(images.map((one) => [one.file, one] as const))('%s', async (_file, fixture) => {
    const opened = await open(fixture)
    if (opened instanceof Error) {
      const isOurs = [FormatError, UnsupportedError, FileError].some((one) => opened instanceof one)
      expect(isOurs, opened.stack).toBe(true)
      if (opened instanceof FormatError) expect(opened.field).not.toBe('')
      return
    }
    try {
      const content = fixture as Content
      const known = [
        content.guest_sha256,
        content.guest_sha256_zero_fill,
        content.guest_sha256_zero_extended,
      ].filter((one) => typeof one === 'string')
      if (known.length > 0 && opened.size <= READABLE)
        expect(known).toContain(await guestHash(opened))
    } finally {
      await opened.close()
    }
  })
})
