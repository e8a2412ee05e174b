/** The ImHex patterns parse, and show what the interpreter of layouts reads. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { layouts } from '../../generated/layouts.ts'
import { repositoryFormats } from '../codegen/emit/formats.ts'
import { bytesOf, damagedImages, type Fixture, goodImages, schemaOf } from '../fixtures.ts'
import { formatOf } from './formats.ts'
import { expectSameImage } from './hexpat-comparison.ts'
import { type Program, parsePattern } from './hexpat-parser.ts'
import { runPattern } from './hexpat-runner.ts'

const named = (images: readonly Fixture[]) =>
  images.map((one) => [one.file.replace(/\.gz$/, ''), one] as const)

/** What the pattern shows; nothing of a file that ends inside the header. */
function shownOf(program: Program, bytes: Uint8Array) {
  try {
    return runPattern(program, bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const formats = await repositoryFormats()

for (const layout of layouts) {
  const file = new URL(`../../generated/${layout.id}/${layout.id}.hexpat`, import.meta.url)
  const format = formats.find(({ id }) => id === layout.id)
  if (format === undefined) throw new Error(`no schema of ${layout.id}`)
  const described = { format, layout, text: readFileSync(file, 'utf8') }
  const program = parsePattern(described.text)
  const isOf = (one: Fixture) => schemaOf(one) === layout.id

  describe(`${layout.id}.hexpat`, () => {
    it('says where it belongs', () => {
      const pragmas = [...program.pragmas.keys()]
      expect(pragmas).toEqual(['description', 'endian', 'magic', 'array_limit', 'pattern_limit'])
      expect(program.imports).toEqual(['std.core', 'std.mem'])
    })

    it.each(named(goodImages.filter(isOf)))('shows %s as the interpreter does', (_, fixture) => {
      const bytes = bytesOf(fixture)
      expectSameImage(described, bytes, runPattern(program, bytes))
    })

    it.each(named(damagedImages.filter(isOf)))('shows or refuses %s', (_, fixture) => {
      const bytes = bytesOf(fixture)
      const shown = shownOf(program, bytes)
      if (shown) expectSameImage(described, bytes, shown)
      else expect(() => formatOf(layout.id).parse(bytes)).toThrow()
    })
  })
}
