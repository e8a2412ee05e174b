import { describe, expect, it } from 'vitest'
import { foreignSignatures } from '../../../generated/foreign.ts'
import { UnsupportedError } from '../../../src/binary/errors.ts'
import { chooseFormat, detect, findFormat, formats } from '../../../src/formats/index.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import { chooseAmong, headSize, signatureSize, tailSize } from '../../../src/formats/registry.ts'
import { addCowV4Image, cowImage, images } from './images.ts'

describe('findFormat()', () => {
  it('finds an exact id, and a family of one', () => {
    expect(findFormat('cow-v2')?.id).toBe('cow-v2')
    expect(findFormat('cow')?.id).toBe('cow-v2')
    expect(findFormat('qcow2')?.id).toBe('qcow2')
  })

  it('finds nothing for a family of several, or an unknown name', () => {
    expect(findFormat('add-cow')).toBeUndefined()
    expect(findFormat('vmdk')).toBeUndefined()
  })
})

describe('findLayout()', () => {
  it.each(formats.map(({ id }) => id))('has the layout of %s', (id) => {
    expect(findLayout(id)?.structs[0]?.name).toBe('header')
  })
})

describe('detect()', () => {
  it.each(Object.entries(images))('tells %s', (id, create) => {
    expect(detect(create())).toMatchObject({ kind: 'known', format: { id } })
  })
})

describe('chooseFormat()', () => {
  it('detects where no name is given', () => {
    expect(chooseFormat(cowImage())).toMatchObject({ kind: 'known', format: { id: 'cow-v2' } })
  })

  it('takes an exact id at its word', () => {
    const choice = chooseFormat(cowImage(), 'qcow2')
    expect(choice).toMatchObject({ kind: 'known', format: { id: 'qcow2' } })
  })

  it('takes the format of a family whose signature matches', () => {
    for (const id of ['add-cow-v4', 'add-cow-v10', 'add-cow-v18']) {
      const choice = chooseFormat(images[id]?.() ?? new Uint8Array(0), 'add-cow')
      expect(choice).toMatchObject({ kind: 'known', format: { id } })
    }
  })

  it('takes the nearest format of a family if none matches', () => {
    const choice = chooseFormat(addCowV4Image({ 8: '00 00 00 02' }), 'add-cow')
    expect(choice).toMatchObject({ kind: 'known', format: { id: 'add-cow-v4' } })
  })

  it('lists the formats of a family if none is nearest', () => {
    expect(() => chooseFormat(cowImage(), 'add-cow')).toThrow(
      'Cannot tell which add-cow the file is: name add-cow-v4, add-cow-v10 or add-cow-v18',
    )
    expect(() => chooseFormat(addCowV4Image({ 8: '02 00 00 00' }), 'add-cow')).toThrow(
      'Cannot tell which add-cow the file is: name add-cow-v4 or add-cow-v10',
    )
  })

  it('refuses a name that is no format', () => {
    expect(() => chooseFormat(cowImage(), 'vmdk')).toThrow(UnsupportedError)
    expect(() => chooseFormat(cowImage(), 'vmdk')).toThrow(
      'Cannot use format "vmdk": no such format; name ',
    )
  })
})

describe('chooseAmong()', () => {
  it('is as chooseFormat(), but leaves open what the bytes do', () => {
    expect(chooseAmong(cowImage(), 'cow')).toMatchObject({ kind: 'known' })
    expect(chooseAmong(cowImage(), 'add-cow')).toMatchObject({ kind: 'unknown' })
    expect(() => chooseAmong(cowImage(), 'vmdk')).toThrow(UnsupportedError)
  })
})

describe('headSize and tailSize', () => {
  it('hold every signature and every header struct', () => {
    for (const { at, fromEnd, bytes } of foreignSignatures) {
      expect(fromEnd ? tailSize : headSize).toBeGreaterThanOrEqual(fromEnd ? at : at + bytes.length)
    }
    for (const format of formats) expect(headSize).toBeGreaterThanOrEqual(format.headerSize)
    expect(headSize).toBeGreaterThanOrEqual(signatureSize)
  })
})
