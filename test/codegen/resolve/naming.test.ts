import { describe, expect, it } from 'vitest'
import { joinNames, namesOf } from '../../../codegen/resolve/naming.ts'

describe('namesOf()', () => {
  it.each([
    ['backing_file', 'backingFile', 'BackingFile', 'BACKING_FILE'],
    ['l1_size', 'l1Size', 'L1Size', 'L1_SIZE'],
    ['cow-v2', 'cowV2', 'CowV2', 'COW_V2'],
    ['size', 'size', 'Size', 'SIZE'],
  ])('spells %s', (spec, camel, pascal, upper) => {
    expect(namesOf(spec)).toEqual({ spec, camel, pascal, upper })
  })
})

describe('joinNames()', () => {
  it('puts the whole before the part', () => {
    expect(joinNames(namesOf('add-cow-v18'), namesOf('header'))).toMatchObject({
      camel: 'addCowV18Header',
      pascal: 'AddCowV18Header',
      upper: 'ADD_COW_V18_HEADER',
    })
  })
})
