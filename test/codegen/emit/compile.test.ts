import { describe, expect, it } from 'vitest'
import { condition, exact } from '../../../codegen/emit/typescript/compile.ts'
import { headerPresence } from '../../../codegen/emit/typescript/examine.ts'
import { localOf, presence } from '../../../codegen/emit/typescript/field.ts'
import type { Field, Format } from '../../../codegen/ir.ts'
import { resolved } from './formats.ts'
import { TORTURE } from './torture.ts'

const format: Format = resolved(TORTURE, 'torture.ts')
const { header } = format

function fieldNamed(name: string): Field {
  const field = header.items.find((item) => item.names.spec === name)
  if (field?.kind !== 'field') throw new TypeError(`Cannot test ${name}: it is no field`)
  return field
}

const conditionOf = (name: string) => {
  const { when } = fieldNamed(name)
  return when && condition(when, localOf)
}

describe('condition()', () => {
  it.each([
    ['have', '(fieldHeader === 1 || fieldHeader === 2)'],
    ['now', 'fieldSize + fieldSizeHi > 18446744073709551615n'],
    [
      'fields',
      '(fieldHeader === 1 ? BigInt(fieldBytes) : BigInt(fieldBytesHi)) !== 0n && (fieldView < 0 || fieldSize === 1n)',
    ],
    ['truncated', '-(-fieldView) > -3 && BigInt(fieldOffset) - -BigInt(fieldView) !== 0n'],
    [
      'class',
      '(fieldHave === 9 || (fieldHeader > 1 ? (fieldView > 0 ? fieldBytes > 7 : fieldSize > 7n) : BigInt(1n) === BigInt(2n)))',
    ],
    ['changes', '!(fieldHeader === 3 || fieldHeader === 4)'],
    ['trailer', '(fieldHeader !== 0 || BigInt(fieldMagic) === 5n)'],
    ['undefined', 'BigInt(fieldBytes) - BigInt(fieldBytesHi) < 0n && !(fieldView >= 0)'],
  ])('of %s is exact and fits beside &&', (name, text) => {
    expect(conditionOf(name)).toBe(text)
  })
})

describe('presence()', () => {
  it('keeps || together beside the test of the length', () => {
    expect(presence(header, fieldNamed('have'), localOf)).toBe(
      '(fieldHeader === 1 || fieldHeader === 2) && fieldLength >= 52',
    )
  })

  it('is the same over the fields of a header', () => {
    expect(headerPresence(fieldNamed('have'), format)).toBe(
      '((fields.header ?? 0) === 1 || (fields.header ?? 0) === 2) && (fields.length ?? 160) >= 52',
    )
  })
})

describe('exact()', () => {
  it('never makes -- of two signs', () => {
    const nested = format.values.find((value) => value.names.spec === 'nested')
    expect(nested && exact(nested.expr)).toContain('-(-headerView)')
  })
})
