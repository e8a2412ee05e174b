import { describe, expect, it } from 'vitest'
import { blobSource, memorySource, readableLength, readHeader } from '../../../src/source/index.ts'

const bytes = Uint8Array.of(1, 2, 3, 4, 5)

describe.each([
  ['memorySource()', () => memorySource(bytes)],
  ['blobSource()', () => blobSource(new Blob([bytes]))],
])('%s', (_name, create) => {
  it('knows its size', () => {
    expect(create().size).toBe(5)
  })

  it('reads bytes at an offset', async () => {
    expect(await create().read(1, 3)).toEqual(Uint8Array.of(2, 3, 4))
  })

  it('reads short at its end, and nothing past it', async () => {
    expect(await create().read(3, 10)).toEqual(Uint8Array.of(4, 5))
    expect(await create().read(5, 1)).toHaveLength(0)
    expect(await create().read(2 ** 50, 2 ** 50)).toHaveLength(0)
  })

  it('refuses an offset or a length that is no safe integer', async () => {
    await expect(create().read(-1, 1)).rejects.toThrow(RangeError)
    await expect(create().read(0, 2 ** 60)).rejects.toThrow(RangeError)
    await expect(create().read(0.5, 1)).rejects.toThrow(RangeError)
  })
})

describe('readableLength()', () => {
  it('gives what is left', () => {
    expect(readableLength(5, 3, 10)).toBe(2)
    expect(readableLength(5, 7, 10)).toBe(0)
  })
})

describe('readHeader()', () => {
  const format = { headerSize: 2, areaLimit: 4, area: (first: Uint8Array) => first[0] ?? 0 }

  it('reads as many bytes as the header says', async () => {
    const source = memorySource(Uint8Array.of(3, 0, 0, 0))
    expect(await readHeader(source, format)).toHaveLength(3)
  })

  it('reads no more than the limit, nor than there is', async () => {
    const large = memorySource(Uint8Array.of(200, 0, 0, 0, 0, 0))
    expect(await readHeader(large, format)).toHaveLength(4)
    const short = memorySource(Uint8Array.of(200))
    expect(await readHeader(short, format)).toHaveLength(1)
  })
})
