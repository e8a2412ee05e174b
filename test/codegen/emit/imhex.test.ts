/** What the emitter of ImHex patterns makes of schemas, and that it means the same. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emitImhex } from '../../../codegen/emit/imhex/index.ts'
import { layoutOf } from '../../../codegen/emit/layout/index.ts'
import type { Format } from '../../../codegen/ir.ts'
import { expectSameImage, shownStruct } from '../../generated/hexpat-comparison.ts'
import { type Program, parsePattern } from '../../generated/hexpat-parser.ts'
import { runPattern } from '../../generated/hexpat-runner.ts'
import { ODD, repositoryFormats, resolved } from './formats.ts'
import { TORTURE } from './torture.ts'
import { EXPRESSIONS, someHeader, someTorture, withValues } from './values.ts'

const RUNS = 500

function emitted(format: Format): string {
  const [file] = emitImhex([format], { runtime: '', extension: '.ts' })
  return file?.text ?? ''
}

function described(schema: unknown) {
  const format = resolved(schema, 'schemas/test.json')
  const text = emitted(format)
  return { format, layout: layoutOf(format), text, program: parsePattern(text) }
}

const linesWith = (text: string, part: string) =>
  text.split('\n').filter((line) => line.includes(part))

describe('emitImhex()', () => {
  it('names the schema first, and says what is left out', () => {
    const { text } = described(
      withValues({ from_input: 'input * 2', named: "header.text == '' ? 1 : 0" }),
    )
    expect(text.split('\n')[0]).toBe(
      '// Generated from schemas/test.json by `cowtools generate`. Do not edit: change the schema and run it again.',
    )
    expect(text).toContain('// - from_input: it needs input, which the file does not hold\n')
    expect(text).toContain('// - named: it compares texts\n')
  })

  it('leaves out what has no exact translation', () => {
    const { text } = described(
      withValues({
        negative_shift: 'header.a >> 3',
        too_wide: 'header.wide * header.other',
        length_of_text: 'length(header.text)',
        behind: 'length_of_text + 1',
      }),
    )
    expect(text).toContain('// - negative_shift: it shifts a number that may be negative\n')
    expect(text).toContain('// - too_wide: it needs more than 127 bits\n')
    expect(text).toContain('// - length_of_text: it takes the length of a text\n')
    expect(text).toContain('// - behind: it takes the length of a text\n')
  })

  it('joins signatures at one place', async () => {
    const pragmas = (await repositoryFormats()).map((format) => [
      format.id,
      parsePattern(emitted(format)).pragmas.get('magic'),
    ])
    expect(pragmas).toContainEqual(['qcow2', '[ 51 46 49 FB 00 00 00 ?? ] @ 0x00'])
    expect(pragmas).toContainEqual(['cow-v2', '[ 4F 4F 4F 4D 00 00 00 02 ] @ 0x00'])
  })

  it('computes what the schema language computes', () => {
    const one = described(withValues(EXPRESSIONS))
    expect(one.text).not.toContain('// - low_bits')
    fc.assert(
      fc.property(someHeader, (bytes) => {
        expectSameImage(one, bytes, runPattern(one.program, bytes))
      }),
      { numRuns: RUNS },
    )
  })

  it('keeps clear of the words of the language', () => {
    const one = described(withValues({ match: 'header.small + 1', least: 'match + 1' }))
    const { variables } = runPattern(one.program, new Uint8Array(48))
    expect(variables.get('match_')).toBe(1n)
    expect(variables.get('least_2')).toBe(2n)
  })

  it('orders bits as the bytes of their word', () => {
    const { program, text } = described(ODD)
    const bytes = Uint8Array.from({ length: 24 }, (_, at) => at + 1)
    const image = shownStruct(runPattern(program, bytes).shown.get('image'))
    const word = shownStruct(shownStruct(image.members.get('header')).members.get('word'))
    expect(word.members.get('run')).toBe(BigInt((0x08070605 >>> 4) & 0xfffff))
    expect(linesWith(text, 'bitfield_order')).toEqual([
      '} [[bitfield_order(std::core::BitfieldOrder::LeastToMostSignificant, 32)]];',
    ])
  })

  it('says where a hole is, and a byte order of its own', () => {
    const { text } = described(ODD)
    expect(text).toContain('    padding[1]; // hole: Left before the u16.\n')
    expect(text).toContain('    be u16 other_order [[comment("Big.")]];\n')
  })

  it('quotes comments', () => {
    const schema = withValues({})
    const [field] = schema.structs.header.fields
    const quoted = { ...field, summary: 'A "quoted" \\ text.' }
    const fields = [quoted, ...schema.structs.header.fields.slice(1)]
    const header = { ...schema.structs.header, fields }
    const { text } = described({ ...schema, structs: { header } })
    expect(text).toContain('tag [[comment("A \\"quoted\\" \\\\ text.")]];')
  })

  it('shows the torture schema as the interpreter reads it', () => {
    const one = described(TORTURE)
    expect(one.text).toContain('// - row.bytes: it needs more than 127 bits\n')
    fc.assert(
      fc.property(someTorture(700), (bytes) => {
        expectSameImage(one, bytes, runPattern(one.program, bytes))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('parsePattern()', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['a name that is a word of the language', 'struct A { u8 match; };'],
    ['a type that is not declared', 'B b @ 0x00;'],
    ['a function that is not declared', 's128 a = b(1);'],
    ['braces that are not closed', 'struct A { u8 a;'],
    ['a missing semicolon', 'struct A { u8 a };'],
    ['a type that is declared twice', 'struct A { u8 a; }; struct A { u8 a; };'],
    ['an unknown character', 'u8 a# @ 0x00;'],
  ]
  it.each(wrong)('refuses %s', (_, text) => {
    expect(() => parsePattern(text)).toThrow(SyntaxError)
  })

  const unknown = (text: string): Program => parsePattern(text)
  it('leaves variables to the run', () => {
    expect(() => runPattern(unknown('s128 a = b;'), new Uint8Array())).toThrow('b is not declared')
  })
})
