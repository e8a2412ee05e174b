/** The Kaitai descriptions, compiled to JavaScript, read what the interpreter reads. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { layouts } from '../../generated/layouts.ts'
import { repositoryFormats } from '../codegen/emit/formats.ts'
import { bytesOf, damagedImages, type Fixture, goodImages, schemaOf } from '../fixtures.ts'
import { formatOf } from './formats.ts'
import { expectSameImage } from './kaitai-comparison.ts'
import { type KaitaiParser, kaitaiParser } from './kaitai-decoder.ts'

/** Whether Kaitai refuses the bytes, as the strict reader then has to. */
function isRefused(parser: KaitaiParser, id: string, bytes: Uint8Array): boolean {
  try {
    parser(bytes)
    return false
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    expect(() => formatOf(id).parse(bytes)).toThrow()
    return true
  }
}

const named = (images: readonly Fixture[]) =>
  images.map((one) => [one.file.replace(/\.gz$/, ''), one] as const)

const formats = await repositoryFormats()

for (const layout of layouts) {
  const file = new URL(`../../generated/${layout.id}/${layout.id}.ksy`, import.meta.url)
  const format = formats.find(({ id }) => id === layout.id)
  if (format === undefined) throw new Error(`no schema of ${layout.id}`)
  const described = { format, layout, text: readFileSync(file, 'utf8') }
  const parser = await kaitaiParser(described.text)
  const isOf = (one: Fixture) => schemaOf(one) === layout.id

  describe(`${layout.id}.ksy`, () => {
    it.each(named(goodImages.filter(isOf)))('reads %s as the interpreter does', (_, fixture) => {
      const bytes = bytesOf(fixture)
      expectSameImage(described, bytes, parser(bytes))
    })

    it.each(named(damagedImages.filter(isOf)))('reads or refuses %s', (_, fixture) => {
      const bytes = bytesOf(fixture)
      if (!isRefused(parser, layout.id, bytes)) expectSameImage(described, bytes, parser(bytes))
    })

    it('reads or refuses an image that ends early', () => {
      const [fixture] = goodImages.filter(isOf)
      const whole = fixture ? bytesOf(fixture).subarray(0, 3000) : new Uint8Array()
      for (let length = 0; length < whole.length; length += 7) {
        const bytes = whole.slice(0, length)
        if (!isRefused(parser, layout.id, bytes)) expectSameImage(described, bytes, parser(bytes))
      }
    })
  })
}
