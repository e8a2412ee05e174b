/** What the emitter of Kaitai descriptions makes of schemas, and that it means the same. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { emitKsy } from '../../../codegen/emit/ksy/index.ts'
import { layoutOf } from '../../../codegen/emit/layout/index.ts'
import type { Format } from '../../../codegen/ir.ts'
import { structNamed } from '../../../src/layout/index.ts'
import { expectSameImage, expectSameStruct } from '../../generated/kaitai-comparison.ts'
import {
  type KaitaiObject,
  type KaitaiParser,
  kaitaiObject,
  kaitaiParser,
} from '../../generated/kaitai-decoder.ts'
import { ODD, repositoryFormats, resolved } from './formats.ts'
import { TORTURE } from './torture.ts'
import { EXPRESSIONS, someHeader, someTorture, withValues } from './values.ts'

const RUNS = 500
function emitted(format: Format): string {
  const [file] = emitKsy([format], { runtime: '', extension: '.ts' })
  return file?.text ?? ''
}

async function described(schema: unknown) {
  const format = resolved(schema, 'schemas/test.json')
  const text = emitted(format)
  return { format, layout: layoutOf(format), text, parser: await kaitaiParser(text) }
}

type Described = Awaited<ReturnType<typeof described>>

function read(parser: KaitaiParser, bytes: Uint8Array): KaitaiObject | undefined {
  try {
    return parser(bytes)
  } catch {
    return undefined
  }
}

describe('emitKsy()', () => {
  it('names the schema first, and says what is left out', async () => {
    const { text } = await described(withValues({ from_input: 'input * 2', half: 'input / 2' }))
    expect(text.split('\n')[0]).toBe(
      '# Generated from schemas/test.json by `cowtools generate`. Do not edit: change the schema and run it again.',
    )
    expect(text).toContain('# - from_input: it needs input, which the file does not hold\n')
    expect(Object.keys(parse(text).instances ?? {})).toEqual([])
  })

  it('leaves out what has no exact translation', async () => {
    const { text } = await described(
      withValues({
        bits_of_negative: 'header.a & 3',
        bits_of_both: 'header.wide & header.other',
        length_of_text: 'length(header.text)',
        behind: 'length_of_text + 1',
      }),
    )
    const bits = 'it takes bits of numbers that may be negative or longer than 31 bits'
    expect(text).toContain(`# - bits_of_negative: ${bits}\n`)
    expect(text).toContain(`# - bits_of_both: ${bits}\n`)
    expect(text).toContain('# - length_of_text: it takes the length of a text\n')
    expect(text).toContain('# - behind: it takes the length of a text\n')
  })

  it('is the same text under YAML 1.1 and 1.2', async () => {
    for (const format of [...(await repositoryFormats()), resolved(ODD, 'schemas/test.json')]) {
      const text = emitted(format)
      expect(parse(text, { version: '1.1' })).toEqual(parse(text, { version: '1.2' }))
    }
  })

  it('computes what the schema language computes', async () => {
    const one = await described(withValues(EXPRESSIONS))
    expect(one.text).not.toContain('# - low_bits')
    fc.assert(
      fc.property(someHeader, (bytes) => {
        expectSameImage(one, bytes, one.parser(bytes))
      }),
      { numRuns: RUNS },
    )
  })

  it('names fields that are words of its language', async () => {
    const schema = withValues({ not: 'header.small + 1', has_header: 'not + 1' })
    const one = await described(schema)
    const image = one.parser(new Uint8Array(48))
    expect([image.not, image.hasHeader]).toEqual([1, 2])
  })

  it('divides words whose bits lie across 32', async () => {
    const one = await described(ODD)
    const word = kaitaiObject(one.parser(Uint8Array.from({ length: 24 }, (_, at) => at + 1)).header)
    expect(kaitaiObject(word.wordBits).run).toBe((0x08070605 >>> 4) & 0xfffff)
  })
})

describe('the description of the torture schema', () => {
  let torture: Described

  beforeAll(async () => {
    torture = await described(TORTURE)
  })

  it('reads the header as the interpreter does', () => {
    const { layout, parser } = torture
    const header = structNamed(layout, 'header')
    fc.assert(
      fc.property(someTorture(700), (bytes) => {
        const image = read(parser, bytes)
        if (header && image) expectSameStruct(header, bytes, kaitaiObject(image.header))
        expect([header, image]).not.toContain(undefined)
      }),
      { numRuns: RUNS },
    )
  })

  it('finds strings, extensions, values and regions as the interpreter does', () => {
    fc.assert(
      fc.property(someTorture(700), (bytes) => {
        expectSameImage(torture, bytes, torture.parser(bytes))
      }),
      { numRuns: RUNS },
    )
  })
})
