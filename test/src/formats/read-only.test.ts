/** Formats from outside, as the registry and the layers below see them. */
import { afterEach, describe, expect, it } from 'vitest'
import { formatRules } from '../../../generated/rules.ts'
import { openImageFrom } from '../../../src/chain/index.ts'
import { driverFor } from '../../../src/formats/drivers.ts'
import {
  chooseFormat,
  findFormat,
  formats,
  type OutsideFormat,
  useFormats,
} from '../../../src/formats/index.ts'
import { findLayout } from '../../../src/formats/layouts.ts'
import { isBuiltIn } from '../../../src/formats/registry.ts'
import { interpretedFormat, type Layout } from '../../../src/layout/index.ts'
import { memorySource, memoryStore } from '../../../src/source/index.ts'
import { cowImage } from './images.ts'

/** The layout of a format of the package under another id, without the fields that writing needs. */
function outside(id: string, of: string): OutsideFormat {
  const layout: Layout = { ...(findLayout(of) as Layout), id, family: id, driver: undefined }
  const renamed = {
    ...layout,
    rules: layout.rules.map((rule) => ({ ...rule, id: rule.id.replace(of, id) })),
  }
  const rules = (formatRules[of] ?? []).map((rule) => ({ ...rule, id: rule.id.replace(of, id) }))
  return { format: interpretedFormat(renamed, rules), layout: renamed, rules }
}

afterEach(() => useFormats([]))

describe('useFormats()', () => {
  it('makes formats known until it is given others', () => {
    const count = formats.length
    useFormats([outside('copy-v2', 'cow-v2')])
    expect(formats.length).toBe(count + 1)
    expect(findFormat('copy-v2')?.id).toBe('copy-v2')
    expect(findLayout('copy-v2')?.family).toBe('copy-v2')
    expect(chooseFormat(cowImage(), 'copy-v2')).toMatchObject({ kind: 'known' })
    useFormats([])
    expect(formats.length).toBe(count)
    expect(findLayout('copy-v2')).toBeUndefined()
  })

  it('hides a format of the package with the same id', () => {
    const count = formats.length
    const own = outside('cow-v2', 'cow-v2')
    useFormats([own])
    expect(formats.length).toBe(count)
    expect(findFormat('cow-v2')).toBe(own.format)
    expect(findLayout('cow-v2')).toBe(own.layout)
    expect([isBuiltIn('cow-v2'), isBuiltIn('copy-v2')]).toEqual([true, false])
  })
})

describe('readOnlyDriver()', () => {
  it('reads what has a bitmap and data, and makes nothing', async () => {
    useFormats([outside('copy-v2', 'cow-v2')])
    const driver = driverFor('copy-v2')
    expect(driver).toMatchObject({ isReadOnly: true, hasImageFile: false })
    expect(() => driver.create({ size: 512 })).toThrow(
      'Cannot create copy-v2 images: they can only be read',
    )
    const sources = { disk: memorySource(cowImage()) }
    const options = { format: 'copy-v2', withoutBacking: true }
    const image = await openImageFrom(sources, 'disk', options)
    expect([image.format, image.size]).toEqual(['copy-v2', 1 << 20])
    await image.close()
  })

  it('is not for writing', async () => {
    useFormats([outside('copy-v2', 'cow-v2')])
    const sources = { disk: memoryStore(cowImage()) }
    const options = { format: 'copy-v2', writable: true }
    await expect(openImageFrom(sources, 'disk', options)).rejects.toThrow(
      'Cannot open "disk" for writing: copy-v2 images can only be read',
    )
  })

  it('does not read what is found through tables', () => {
    useFormats([outside('my-qcow2', 'qcow2')])
    expect(() => driverFor('my-qcow2')).toThrow(
      'Cannot open my-qcow2 images: its tables say where the data is',
    )
  })
})
