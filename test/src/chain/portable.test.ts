/** Chains where there is no file system: over blobs and buffers, as in a browser. */
import { describe, expect, it } from 'vitest'
import { chainExtents, openImageFrom } from '../../../src/chain/index.ts'
import { blobSource, memorySource } from '../../../src/source/index.ts'
import { bytesOf, fixtureNamed } from '../../fixtures.ts'

describe('openImageFrom()', () => {
  it.each([
    ['blobs', (bytes: Uint8Array<ArrayBuffer>) => blobSource(new Blob([bytes]))],
    ['buffers', (bytes: Uint8Array<ArrayBuffer>) => memorySource(bytes)],
  ])('reads a chain of %s', async (_what, sourceOf) => {
    const names = ['chain2.acow', 'chain2.img', 'chain1.acow', 'chain1.img', 'base2m.raw']
    const sources = Object.fromEntries(
      names.map((name) => {
        const bytes = new Uint8Array(bytesOf(fixtureNamed(`add-cow-v10/${name}`)))
        return [name, sourceOf(bytes)]
      }),
    )
    const image = await openImageFrom(sources, 'chain2.acow', { probe: true })
    expect(image.writable).toBe(false)
    const depths = new Set<number>()
    for await (const { depth } of chainExtents(image)) depths.add(depth)
    expect(depths).toContain(2)
    const { createHash } = await import('node:crypto')
    const hash = createHash('sha256')
      .update(await image.read(0, image.size))
      .digest('hex')
    const { guest_sha256: expected } = fixtureNamed('add-cow-v10/chain2.acow') as unknown as {
      guest_sha256: string
    }
    expect(hash).toBe(expected)
    await expect(image.write(0, Uint8Array.of(1))).rejects.toThrow('opened for reading')
    await image.close()
  })
})
