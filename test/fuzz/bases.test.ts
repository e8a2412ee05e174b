import { describe, expect, it } from 'vitest'
import { openImageFrom } from '../../src/chain/index.ts'
import { drivers } from '../../src/formats/drivers.ts'
import { formats } from '../../src/formats/index.ts'
import { memorySource } from '../../src/source/index.ts'
import { validate } from '../../src/validate/index.ts'
import { createBase, MAIN } from './bases.ts'
import { randomFor } from './random.ts'

const COUNT = 40

describe('createBase()', () => {
  it.each(formats.map(({ id }) => id))('makes good images of %s', async (id) => {
    for (let index = 0; index < COUNT; index++) {
      const files = await createBase(id, randomFor(7, index))
      const source = memorySource(files[MAIN] ?? new Uint8Array(0))
      const { schema, findings } = await validate(source, { filename: MAIN })
      expect(schema).toBe(id)
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  it.each(drivers.map(({ format }) => format.id))('makes chains of %s that open', async (id) => {
    for (let index = 0; index < COUNT; index++) {
      const files = await createBase(id, randomFor(8, index))
      const sources = Object.fromEntries(
        Object.entries(files).map(([name, bytes]) => [name, memorySource(bytes)]),
      )
      const image = await openImageFrom(sources, MAIN, { probe: true })
      expect((await image.read(0, Math.min(image.size, 4096))).length).toBeLessThanOrEqual(4096)
      await image.close()
    }
  })

  it('makes the same image of the same choices', async () => {
    const [one, two, three] = await Promise.all(
      [1, 1, 2].map((key) => createBase('qcow2', randomFor(key))),
    )
    expect(one).toEqual(two)
    expect(one).not.toEqual(three)
  })
})
