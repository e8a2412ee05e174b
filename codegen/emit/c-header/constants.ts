/** Macros: signatures, sizes, constants, ranges, named values and bits, extension types. */
import { asciiColumn } from '../../../src/layout/index.ts'
import type { Bits, Extensions, Field, Format } from '../../ir.ts'
import { docComment } from './comment.ts'
import { bytesLiteral, type IntegerType, integerLiteral, limitsOf, textLiteral } from './literal.ts'
import type { Claim, NamedStruct } from './names.ts'

/** Macros of a field, and what its member says of them. */
export interface FieldConstants {
  readonly lines: readonly string[]
  readonly notes: readonly string[]
}

function define(name: string, value: string | number, comment: string): readonly string[] {
  return [...docComment([comment]), `#define ${name} ${value}`]
}

/** What the file begins with, one of them. */
export function signatureConstants(format: Format, claim: Claim): readonly string[] {
  return format.detect.flatMap(({ at, bytes }, index) => {
    const suffix = index === 0 ? '' : `_${index + 1}`
    const name = claim(`${format.names.upper}_SIGNATURE${suffix}`)
    const summary = `Signature${suffix && ` ${index + 1}`}, as text "${asciiColumn(bytes)}".`
    return [
      ...define(name, bytesLiteral(bytes), summary),
      `#define ${claim(`${name}_OFFSET`)} ${at}`,
      `#define ${claim(`${name}_SIZE`)} ${bytes.length}`,
    ]
  })
}

/** Sizes of a struct. */
export function sizeConstants({ struct, prefix, tag }: NamedStruct, claim: Claim) {
  const lines = define(claim(`${prefix}_SIZE`), struct.size, `Size of struct ${tag}, bytes.`)
  if (struct.minSize === struct.size) return lines
  const summary = `Size of the shortest valid one, which lacks the tail.`
  return [...lines, ...define(claim(`${prefix}_MIN_SIZE`), struct.minSize, summary)]
}

/** The macros of one field. */
export function fieldConstants(field: Field, prefix: string, claim: Claim): FieldConstants {
  const name = `${prefix}_${field.names.upper}`
  const parts = [constantOf(field, name, claim)]
  const { type } = field
  if ('bits' in type) {
    parts.push(rangeOf(field, { name, type, claim }))
    parts.push(valuesOf(field, { name, type, claim }))
    parts.push(bitsOf(field, { name, type, claim }))
  }
  return {
    lines: parts.flatMap(({ lines }) => lines),
    notes: parts.flatMap(({ notes }) => notes),
  }
}

interface Naming {
  readonly name: string
  readonly type: IntegerType
  readonly claim: Claim
}

const NOTHING: FieldConstants = { lines: [], notes: [] }

function constantOf(field: Field, wanted: string, claim: Claim): FieldConstants {
  const { constant, type, display } = field
  if (!constant) return NOTHING
  const name = claim(wanted)
  const summary = `${field.names.spec}: ${field.summary}`
  const notes = [`Always ${name}.`]
  switch (constant.kind) {
    case 'int': {
      if (!('bits' in type)) return NOTHING
      return { lines: define(name, integerLiteral(constant.value, type, display), summary), notes }
    }
    case 'text':
      return { lines: define(name, textLiteral(constant.value), summary), notes }
    case 'bytes': {
      const bytes = constant.value.split(' ').map((pair) => Number.parseInt(pair, 16))
      return { lines: define(name, bytesLiteral(bytes), summary), notes }
    }
  }
}

/** A bound that the type has already is no macro: compilers warn of comparing with it. */
function rangeOf(field: Field, { name, type, claim }: Naming): FieldConstants {
  const { range, display } = field
  if (!range) return NOTHING
  const limits = limitsOf(type)
  const lines: string[] = []
  const ends = (['min', 'max'] as const).map((end) => {
    if (range[end] === limits[end]) return String(range[end])
    const macro = claim(`${name}_${end.toUpperCase()}`)
    const summary = `${end === 'min' ? 'Smallest' : 'Largest'} valid ${field.names.spec}.`
    lines.push(...define(macro, integerLiteral(range[end], type, display), summary))
    return macro
  })
  return { lines, notes: [`From ${ends.join(' to ')}.`] }
}

function valuesOf(field: Field, { name, type, claim }: Naming): FieldConstants {
  if (!field.enum) return NOTHING
  const macros: string[] = []
  const lines = field.enum.flatMap((value) => {
    const macro = claim(`${name}_${value.name.toUpperCase()}`)
    macros.push(macro)
    return define(macro, integerLiteral(value.value, type, field.display), value.summary)
  })
  return { lines, notes: [`Values: ${macros.join(', ')}.`] }
}

function bitsOf(field: Field, naming: Naming): FieldConstants {
  if (!field.bits || field.bits.length === 0) return NOTHING
  const macros: string[] = []
  const lines = field.bits.flatMap((bits) => {
    const { lines: own, macro } = bitMacros(bits, naming)
    macros.push(macro)
    return own
  })
  return { lines, notes: [`Bits: ${macros.join(', ')}.`] }
}

function bitMacros({ bit, width, names, scaled, summary }: Bits, naming: Naming) {
  const { type, claim } = naming
  const name = `${naming.name}_${names.upper}`
  const word: IntegerType = { kind: 'uint', bits: type.bits === 64 ? 64 : 32 }
  if (width === 1) {
    const macro = claim(name)
    const value = `(${integerLiteral(1n, word)} << ${bit})`
    return { lines: define(macro, value, `Bit ${bit}: ${summary}`), macro }
  }
  const macro = claim(`${name}_MASK`)
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(bit)
  const use = scaled ? 'used in place' : 'mask, then shift down'
  const comment = `Bits ${bit} to ${bit + width - 1}, ${use}: ${summary}`
  const lines = define(macro, integerLiteral(mask, word, 'hex'), comment)
  if (scaled) return { lines, macro }
  return { lines: [...lines, `#define ${claim(`${name}_SHIFT`)} ${bit}`], macro }
}

/** The known types of header extensions. */
export function extensionConstants(
  extensions: Extensions,
  format: Format,
  claim: Claim,
): readonly string[] {
  const { type } = extensions.type
  if (!('bits' in type)) return []
  const { display } = extensions.type
  const prefix = `${format.names.upper}_EXTENSION`
  const end = integerLiteral(extensions.endType, type, display)
  const owner = `${extensions.record.names.spec}.${extensions.type.names.spec}`
  return [
    ...define(claim(`${prefix}_END`), end, `${owner}: no extension follows.`),
    ...extensions.types.flatMap((one) =>
      define(
        claim(`${prefix}_${one.names.upper}`),
        integerLiteral(one.type, type, display),
        `${owner}: ${one.summary}`,
      ),
    ),
    ...define(
      claim(`${prefix}_ALIGN`),
      extensions.align,
      'The content of an extension is padded to a multiple of this, bytes.',
    ),
  ]
}
