import { describe, expect, it } from 'vitest'
import { resolveAll } from '../../../codegen/main.ts'
import { byByteOrder } from '../../../codegen/resolve/byte-orders.ts'

const schema = { id: 'toy-v1', title: 'Toy', endian: ['little', 'big'] }

describe('byByteOrder()', () => {
  it('makes a schema for each order', () => {
    expect(byByteOrder(schema)).toMatchObject([
      { id: 'toy-v1-le', variantOf: 'toy-v1', title: 'Toy, little-endian', endian: 'little' },
      { id: 'toy-v1-be', variantOf: 'toy-v1', title: 'Toy, big-endian', endian: 'big' },
    ])
  })

  it('gives each its own example', () => {
    const [little, big] = byByteOrder({ ...schema, example: { little: 1, big: 2 } })
    expect([little, big]).toMatchObject([{ example: 1 }, { example: 2 }])
  })

  it('leaves alone what has one order, or none that makes sense', () => {
    for (const endian of ['big', [], ['big'], ['big', 'big'], ['big', 'middle'], undefined]) {
      const one = { ...schema, endian }
      expect(byByteOrder(one)).toEqual([one])
    }
    expect(byByteOrder(undefined)).toEqual([undefined])
    expect(byByteOrder({ endian: ['little', 'big'] })).toHaveLength(1)
  })
})

describe('the formats of one schema', () => {
  it('differ in their bytes, and have signatures of their own', async () => {
    const formats = await resolveAll(['schemas/uml-cow/v1.ts'])
    expect(formats.map(({ id, endian }) => [id, endian])).toEqual([
      ['uml-cow-v1-le', 'little'],
      ['uml-cow-v1-be', 'big'],
    ])
    const signatures = formats.map(({ detect }) => detect.map(({ bytes }) => [...bytes]))
    expect(signatures).toEqual([
      [[0x4d, 0x4f, 0x4f, 0x4f, 1, 0, 0, 0]],
      [[0x4f, 0x4f, 0x4f, 0x4d, 0, 0, 0, 1]],
    ])
  })
})
