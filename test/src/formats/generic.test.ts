/** Drivers that come from schemas alone. */
import { describe, expect, it } from 'vitest'
import { drivers } from '../../../src/formats/drivers.ts'
import { genericDriver } from '../../../src/formats/generic.ts'

const generic = drivers.filter(({ format }) => format.writing !== undefined)
const SIZE = 1 << 20

const backing = { name: 'base.raw', format: 'raw', mtime: 1_300_000_000 }
const imageOf = (hasImageFile: boolean) => (hasImageFile ? 'disk.img' : undefined)

describe('genericDriver()', () => {
  it('is the driver of every format but those that choose more than a schema says', () => {
    const others = drivers.filter(({ format }) => format.writing === undefined)
    expect(others.map(({ format }) => format.id)).toEqual(['add-cow-v10', 'add-cow-v18'])
    expect(generic.length).toBeGreaterThan(6)
  })

  it.each(generic.map((driver) => [driver.format.id, driver] as const))(
    'makes headers of %s that say what they should',
    (_id, driver) => {
      const { format, hasImageFile } = driver
      const imageFile = imageOf(hasImageFile)
      const bytes = driver.create({ size: SIZE, backing, imageFile })
      const context = { fileSize: 1 << 22, inputs: { image_file_size: SIZE } }
      expect(format.check(bytes, context)).toEqual([])
      const { backingFile, backingMtime = 1_300_000_000n, ...facts } = format.facts(bytes)
      expect([backingFile, backingMtime]).toEqual(['base.raw', 1_300_000_000n])
      expect([facts.virtualSize, facts.imageFile]).toEqual([BigInt(SIZE), imageFile])
    },
  )

  it.each(generic.map((driver) => [driver.format.id, driver] as const))(
    'changes in a header of %s only what it is told to',
    (_id, driver) => {
      const { format } = driver
      const imageFile = imageOf(driver.hasImageFile)
      const bytes = driver.create({ size: SIZE, backing, imageFile })
      const before = bytes.slice()
      const rebased = driver.rebase(bytes, { name: 'other.raw', format: 'raw', mtime: 7 })
      expect(bytes).toEqual(before)
      const { backingFile, backingMtime = 7n, virtualSize } = format.facts(rebased)
      expect([backingFile, backingMtime, virtualSize]).toEqual(['other.raw', 7n, BigInt(SIZE)])
      expect(driver.rebase(rebased, backing)).toEqual(before)
      const resized = driver.resizeHeader?.(bytes.slice(), 2 * SIZE) ?? bytes
      expect(format.facts(resized).virtualSize).toBe(2n * BigInt(SIZE))
      expect(driver.resizeHeader?.(resized, SIZE)).toEqual(before)
      expect(format.facts(driver.rebase(bytes, undefined)).backingFile).toBeUndefined()
    },
  )

  it('refuses a name that does not fit', () => {
    for (const { format } of generic) {
      const driver = format.writing && genericDriver(format, format.writing)
      const name = 'a'.repeat(5000)
      const make = () =>
        driver?.create({ size: SIZE, backing: { name, mtime: 0 }, imageFile: 'disk.img' })
      expect(make).toThrow(RangeError)
    }
  })
})
