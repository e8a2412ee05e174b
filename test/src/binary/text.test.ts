import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeText,
  encodeText,
  isPrintable,
  printableText,
  readText,
  textThatFits,
  writeText,
} from '../../../src/binary/text.ts'

const decode = (bytes: Uint8Array) => decodeText(bytes, 0, bytes.length)
const bytesOf = (...values: number[]) => Uint8Array.from(values)

/** Bytes that are nearly UTF-8: whole characters, parts of them, and bytes that never occur. */
const nearlyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
      fc
        .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }), fc.nat(4))
        .map(([text, cut]) => new TextEncoder().encode(text).slice(cut)),
      fc.uint8Array({ maxLength: 4 }),
      fc.constantFrom(
        bytesOf(0xed, 0xa0, 0x80),
        bytesOf(0xf4, 0x90, 0x80, 0x80),
        bytesOf(0xc0, 0x80),
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

/** The slow way: the longest valid character at each place, else an escaped byte. */
function expectedText(bytes: Uint8Array): string {
  const strict = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const lengths = [1, 2, 3, 4].filter((length) => {
      try {
        return i + length <= bytes.length && strict().decode(bytes.slice(i, i + length)).length > 0
      } catch {
        return false
      }
    })
    const length = lengths[0] ?? 0
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[i] ?? 0))
        : strict().decode(bytes.slice(i, i + length))
    i += Math.max(1, length)
  }
  return text
}

describe('decodeText()', () => {
  it('is undone by encodeText() for all bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), nearlyText), (bytes) => {
        expect(encodeText(decode(bytes))).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('escapes exactly the bytes that are no part of a character', () => {
    fc.assert(
      fc.property(nearlyText, (bytes) => {
        expect(decode(bytes)).toBe(expectedText(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    [[], ''],
    [[0x61, 0x62], 'ab'],
    [[0xc3, 0xa9], 'é'],
    [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
    [[0xf0, 0x9f, 0x90, 0x84], '🐄'],
    [[0x61, 0xff], 'a\udcff'],
    [[0xc3], '\udcc3'],
    [[0xc0, 0x80], '\udcc0\udc80'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
  ])('decodes %j', (bytes, text) => {
    expect(decode(Uint8Array.from(bytes))).toBe(text)
  })

  it('decodes a part of the bytes, and does not look beyond it', () => {
    const bytes = new TextEncoder().encode('aéb'.repeat(20))
    expect(decodeText(bytes, 0, 2)).toBe('a\udcc3')
    expect(decodeText(bytes, 3, 60)).toBe(`b${'aéb'.repeat(14)}`)
  })

  it('takes time in proportion to bytes that are not UTF-8', () => {
    const bytes = new Uint8Array(1 << 20).fill(0xc3)
    const start = performance.now()
    expect(decode(bytes)).toHaveLength(1 << 20)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('encodeText()', () => {
  it('is undone by decodeText() for all text without lone surrogates', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decode(encodeText(text))).toBe(text)
      }),
    )
  })

  it('keeps a character whose second half looks like an escaped byte', () => {
    const text = `\u{1f480}\udc80`
    expect(encodeText(text)).toEqual(bytesOf(0xf0, 0x9f, 0x92, 0x80, 0x80))
  })
})

describe('readText()', () => {
  it('reads up to the NUL, or all of the field', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200, max: 4 }),
        fc.nat(200),
        fc.nat(200),
        (all, a, b) => {
          const start = Math.min(a, all.length)
          const end = Math.min(start + b, all.length)
          const field = all.slice(start, end)
          const nul = field.indexOf(0)
          expect(readText(all, start, end)).toBe(decode(nul === -1 ? field : field.slice(0, nul)))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it.each([16, 64, 65, 1024])('does not read past a field of %d bytes', (size) => {
    const bytes = new Uint8Array(size + 8).fill(0x61)
    expect(readText(bytes, 4, 4 + size)).toBe('a'.repeat(size))
    bytes[4 + size] = 0
    expect(readText(bytes, 4, 4 + size)).toBe('a'.repeat(size))
    bytes[3 + size] = 0
    expect(readText(bytes, 4, 4 + size)).toBe('a'.repeat(size - 1))
  })
})

describe('writeText()', () => {
  const field = (text: string, size: number, terminated = true) => ({
    text,
    size,
    terminated,
    name: 'name',
  })

  it('writes what readText() reads, and zeros the rest', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((one) => !one.includes('\0'))
    fc.assert(
      fc.property(text, fc.uint8Array({ minLength: 48, maxLength: 48, min: 1 }), (value, bytes) => {
        const size = 40
        fc.pre(encodeText(value).length < size)
        const before = bytes.slice()
        writeText(bytes, 4, field(value, size))
        expect(readText(bytes, 4, 4 + size)).toBe(value)
        expect(bytes.subarray(0, 4)).toEqual(before.subarray(0, 4))
        expect(bytes.subarray(4 + size)).toEqual(before.subarray(4 + size))
        const after = 4 + encodeText(value).length
        if (readText(before, 4, 4 + size) !== value) {
          expect(bytes.subarray(after, 4 + size).every((byte) => byte === 0)).toBe(true)
        }
      }),
    )
  })

  it('leaves a field alone that holds the text already, with what follows its NUL', () => {
    const bytes = bytesOf(0x61, 0, 0x62, 0x63)
    writeText(bytes, 0, field('a', 4))
    expect(bytes).toEqual(bytesOf(0x61, 0, 0x62, 0x63))
    writeText(bytes, 0, field('b', 4))
    expect(bytes).toEqual(bytesOf(0x62, 0, 0, 0))
  })

  it('leaves what follows the NUL of an empty text', () => {
    const bytes = bytesOf(0, 0x62, 0x63)
    writeText(bytes, 0, field('', 3))
    expect(bytes).toEqual(bytesOf(0, 0x62, 0x63))
  })

  it('rejects text that does not fit with its NUL', () => {
    expect(() => writeText(new Uint8Array(4), 0, field('abcde', 4))).toThrow(
      'Cannot write name: is 5 bytes long, at most 3 fit',
    )
    expect(() => writeText(new Uint8Array(4), 0, field('a\0b', 4))).toThrow('has a NUL inside')
  })
})

describe('textThatFits()', () => {
  it('counts bytes, not characters', () => {
    const field = { size: 4, terminated: false, name: 'name' }
    expect(textThatFits({ ...field, text: 'éé' })).toHaveLength(4)
    expect(() => textThatFits({ ...field, text: 'ééé' })).toThrow(RangeError)
  })

  it('refuses a name that leaves no room for its NUL', () => {
    const field = { text: 'abcd', size: 4, terminated: true, name: 'name' }
    expect(() => textThatFits(field)).toThrow(RangeError)
    expect(textThatFits({ ...field, terminated: false })).toHaveLength(4)
  })
})

describe('printableText()', () => {
  it.each([
    ['back\u001b[31m\n', 'back\\x1b[31m\\x0a'],
    ['a\udcff', 'a\\xff'],
    ['evil\u202egnp.exe', 'evil\\u202egnp.exe'],
    ['a\u200eb\ufeff', 'a\\u200eb\\ufeff'],
    ['\u0085\u2028', '\\x85\\u2028'],
    ['\ud800', '\\ud800'],
    ['Kühe 🐄', 'Kühe 🐄'],
  ])('shows %j', (text, shown) => {
    expect(printableText(text)).toBe(shown)
  })

  it('makes every text printable, and leaves printable text as it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = decode(bytes)
        expect(isPrintable(printableText(text))).toBe(true)
        if (isPrintable(text)) expect(printableText(text)).toBe(text)
      }),
    )
  })
})
