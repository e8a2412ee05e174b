/** Formats that begin alike: which reading is taken, and what is said of it. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../../generated/index.ts'
import type { Evidence, Format } from '../../../src/binary/format.ts'
import { bestReading, choiceText } from '../../../src/formats/evidence.ts'
import { chooseFormat, detect } from '../../../src/formats/index.ts'
import { bytesOf, damagedImages, fixtureNamed, goodImages, schemaOf } from '../../fixtures.ts'
import { cowImage } from './images.ts'

const [sample] = formats
if (sample === undefined) throw new Error('no formats')

/** A format with evidence of its own: `t` holds, `f` does not, `u` is unknown. */
function format(id: string, items: string, more: Partial<Format> = {}): Format {
  const evidence = (): Evidence[] =>
    Array.from(items, (item, index) => ({
      summary: `${id} has ${index}`,
      holds: item === 'u' ? undefined : item === 't',
    }))
  return { ...(sample as Format), id, evidence, ...more }
}

const choose = (...all: Format[]) => bestReading(all, new Uint8Array())

describe('bestReading()', () => {
  it('takes the only format without a look', () => {
    expect(choose(format('a', 'f'))).toMatchObject({ format: { id: 'a' } })
    expect(choose(format('a', 'f')).choice).toBeUndefined()
  })

  it('takes a reading in which nothing is false', () => {
    const { format: best, choice } = choose(format('a', 'tttf'), format('b', 'ttuu'))
    expect([best.id, choice?.isOpen]).toEqual(['b', false])
  })

  it('takes the one in which more is true, and says that the other makes sense', () => {
    const { format: best, choice } = choose(format('a', 'ttuu'), format('b', 'ttt'))
    expect([best.id, choice?.isOpen]).toEqual(['b', true])
  })

  it('takes the better one of two that make no sense', () => {
    const { format: best, choice } = choose(format('a', 'tff'), format('b', 'ttf'))
    expect([best.id, choice?.isOpen]).toEqual(['b', false])
  })

  it('goes by the first that differs where as much is true', () => {
    const { format: best, choice } = choose(format('a', 'ftt'), format('b', 'ttf'))
    expect([best.id, choice?.isOpen]).toEqual(['b', false])
  })

  it('takes the usual one where nothing decides', () => {
    const unusual = format('a', 'tt', { unusual: true })
    const { format: best, choice } = choose(unusual, format('b', 'tt'))
    expect([best.id, choice?.isOpen]).toEqual(['b', true])
    expect(choose(format('b', 'tt'), format('c', 'tt')).format.id).toBe('b')
  })

  it('takes a format without evidence at its signature', () => {
    const plain = format('a', '')
    const { evidence: _, ...without } = plain
    expect(bestReading([without, format('b', 'ttt')], new Uint8Array()).format.id).toBe('a')
  })

  it('is clear where a usual format fits, and no other nearly does', () => {
    const isClear = (...all: Format[]) => choose(...all).choice?.isClear
    expect(isClear(format('a', 'tttt'), format('b', 'ttff'))).toBe(true)
    expect(isClear(format('a', 'tttt'), format('b', 'tttf'))).toBe(false)
    expect(isClear(format('a', 'tttf'), format('b', 'ffff'))).toBe(false)
    expect(isClear(format('a', 'tttt', { unusual: true }), format('b', 'ffff'))).toBe(false)
  })
})

describe('choiceText()', () => {
  it('says what speaks against the others', () => {
    const { choice } = choose(format('a', 'tf'), format('b', 'tt'), format('c', 'u'))
    expect(choice && choiceText(choice)).toBe(
      'begins as b, c and a do, and is read as b: it makes sense as c too and as a it would be wrong that a has 1',
    )
  })
})

/** Damage of the signature itself, or of so much that another format is as good. */
const OTHERWISE: Readonly<Record<string, string | undefined>> = {
  'damaged-cow/trunc0.cow.gz': undefined,
  'damaged-cow/bad_magic.cow.gz': undefined,
  'damaged-cow/le_magic.cow.gz': undefined,
  'damaged-cow/version0.cow.gz': undefined,
  'damaged-cow/version3.cow.gz': 'uml-cow-v3',
}

describe('detect()', () => {
  const isOfLineage = ({ file }: { file: string }) => /^(damaged-|uml-)?cow\//.test(file)
  const images = [...goodImages, ...damagedImages].filter(isOfLineage)

  it.each(images.map((one) => [one.file, one] as const))('tells what %s is', (file, fixture) => {
    const found = detect(bytesOf(fixture))
    const id = found.kind === 'known' ? found.format.id : undefined
    expect(id).toBe(file in OTHERWISE ? OTHERWISE[file] : schemaOf(fixture))
  })

  it('decides by as many bytes as the longest header has', () => {
    for (const fixture of images) {
      const bytes = bytesOf(fixture)
      const [whole, head] = [bytes, bytes.subarray(0, 4136)].map((some) => detect(some))
      expect(head).toEqual(whole)
    }
  })

  it('is in doubt about a disk of one sector, which a 32-bit build takes for an empty one', () => {
    const found = detect(bytesOf(fixtureNamed('cow/one_sector.cow')))
    expect(found).toMatchObject({ format: { id: 'cow-v2' }, choice: { isClear: false } })
    expect(found).toMatchObject({ choice: { isOpen: false } })
  })

  it('leaves open what is as good in two layouts', () => {
    // 1024 × 4 GiB and 512 bytes: the words are a size and a sector size in both.
    const open = detect(cowImage({ 1040: '00 00 04 00 00 00 02 00' }))
    expect(open).toMatchObject({ format: { id: 'cow-v2' }, choice: { isOpen: true } })
  })
})

describe('chooseFormat()', () => {
  it('takes an exact id at its word, and decides within a family', () => {
    const image = bytesOf(fixtureNamed('cow/i386_empty.cow'))
    expect(chooseFormat(image, 'cow-v2')).toMatchObject({ format: { id: 'cow-v2' } })
    expect(chooseFormat(image, 'cow')).toMatchObject({ format: { id: 'cow-v2-i386' } })
    expect(chooseFormat(image)).toMatchObject({ format: { id: 'cow-v2-i386' } })
  })

  it('takes the byte order of a name that has both from the signature', () => {
    for (const [name, id] of [
      ['v1_le', 'uml-cow-v1-le'],
      ['v1_be', 'uml-cow-v1-be'],
    ]) {
      const image = bytesOf(fixtureNamed(`uml-cow/${name}.cow`))
      expect(chooseFormat(image, 'uml-cow-v1')).toMatchObject({ kind: 'known', format: { id } })
    }
  })
})
