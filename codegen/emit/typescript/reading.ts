/** `read…` and `parse…` of one struct. */
import type { CodeBlockWriter } from 'ts-morph'
import type { Field, Struct } from '../../ir.ts'
import { isWide } from './compile.ts'
import {
  fallback,
  fieldsOf,
  ifUnread,
  isOptional,
  localOf,
  namedFields,
  presence,
} from './field.ts'
import type { Statements } from './statements.ts'
import { quote } from './text.ts'

/** The expression that reads a field at `at`, from `view` and `bytes`. */
function reader(field: Field, at: string): string {
  const little = field.endian === 'little' && field.size > 1 ? ', true' : ''
  const { type } = field
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const sign = type.kind === 'uint' ? 'Uint' : 'Int'
      return `view.get${type.bits === 64 ? 'Big' : ''}${sign}${type.bits}(${at}${little})`
    }
    case 'char':
      return type.pad === 'none'
        ? `decodeText(bytes, ${at}, ${plus(at, field.size)})`
        : `readText(bytes, ${at}, ${plus(at, field.size)})`
    case 'bytes':
      return field.constant
        ? `hexText(bytes, ${at}, ${plus(at, field.size)})`
        : `bytes.slice(${at}, ${plus(at, field.size)})`
  }
}

function plus(at: string, size: number): string {
  return /^\d+$/.test(at) ? String(Number(at) + size) : `${at} + ${size}`
}

const VIEW = 'const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)'

/** The properties of the result: what has a variable, and what is read on the spot. */
function properties(
  struct: Struct,
  named: ReadonlySet<Field>,
  text: (field: Field) => string,
): readonly string[] {
  return fieldsOf(struct).map(
    (field) => `${field.names.camel}: ${named.has(field) ? localOf(field) : text(field)},`,
  )
}

/** Adds `read…`, which takes whatever the bytes hold. */
export function addRead(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const named = namedFields(struct)
  const access = (other: Field) => `(${localOf(other)} ?? ${ifUnread(struct, other)})`
  const text = (field: Field) => {
    const at = field.offset === 0 ? 'offset' : `offset + ${field.offset}`
    const read = `have < ${field.offset + field.size} ? undefined : ${reader(field, at)}`
    const present = presence(struct, field, access)
    return present ? `!(${present}) ? ${fallback(field)} : ${read}` : read
  }
  file.addFunction({
    name: `read${pascal}`,
    isExported: true,
    docs: [`Reads whatever fields of a ${pascal} the bytes hold, at \`offset\`. Never throws.`],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      { name: 'offset', initializer: '0' },
    ],
    returnType: `${pascal}Fields`,
    statements: (writer) => {
      writer.writeLine(VIEW)
      writer.writeLine('const have = bytes.length - offset')
      for (const field of named) writer.writeLine(`const ${localOf(field)} = ${text(field)}`)
      writer.write('return ').inlineBlock(() => {
        for (const property of properties(struct, named, text)) writer.writeLine(property)
      })
    },
  })
}

/** Adds `parse…`, which takes a whole struct or throws. */
export function addParse(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const isHeader = struct.names.spec === 'header'
  const codes = fieldsOf(struct).some((field) => field.constant)
    ? 'truncated, bad-magic, bad-constant'
    : 'truncated'
  file.addFunction({
    name: `parse${pascal}`,
    isExported: true,
    docs: [
      `Parses a ${pascal}${isHeader ? ' at the start of the bytes' : ' at `offset`'}.\n\n@throws FormatError (${codes})`,
    ],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      ...(isHeader ? [] : [{ name: 'offset', initializer: '0' }]),
    ],
    returnType: pascal,
    statements: (writer) => writeParse(writer, struct, isHeader),
  })
}

/** A header stands at byte 0, so that its offsets are plain numbers; others at `offset`. */
function writeParse(writer: CodeBlockWriter, struct: Struct, isHeader: boolean): void {
  const constants = fieldsOf(struct).filter((field) => field.constant)
  const always = constants.filter((field) => !isOptional(field))
  const named = new Set([...always, ...namedFields(struct), ...constants])
  const have = isHeader ? 'bytes.length' : 'bytes.length - offset'
  const at = (field: Field) =>
    isHeader ? String(field.offset) : field.offset === 0 ? 'offset' : `offset + ${field.offset}`
  const text = (field: Field) => {
    const present = presence(struct, field, localOf)
    const read = reader(field, at(field))
    return present ? `${present} ? ${read} : ${fallback(field)}` : read
  }
  writer.writeLine(throwIfShort(struct, have, String(struct.minSize)))
  writer.writeLine(VIEW)
  for (const field of named) {
    const test = throwIfCut(struct, field, have)
    if (test) writer.writeLine(test)
    writer.writeLine(`const ${localOf(field)} = ${text(field)}`)
    if (field.constant) writer.writeLine(throwIfNotConstant(struct, field, at(field)))
  }
  if (struct.lengthField) {
    const length = localOf(struct.lengthField)
    const exact = isWide(struct.lengthField) ? `Number(${length})` : length
    const need = `Math.min(${exact}, ${struct.size})`
    writer.writeLine(throwIfShort(struct, have, need))
  }
  writer.write('return ').inlineBlock(() => {
    for (const property of properties(struct, named, text)) writer.writeLine(property)
    const raw = isHeader ? 'bytes' : `bytes.subarray(offset, offset + ${struct.size})`
    writer.writeLine(`raw: ${raw},`)
  })
}

function throwIfShort(struct: Struct, have: string, need: string, condition?: string): string {
  const test = `${have} < ${need}`
  const all = condition === undefined ? test : `${condition} && ${test}`
  return `if (${all}) throw truncated(${quote(struct.names.spec)}, ${need}, ${have})`
}

/** The test of a field that is read before the length of the struct is known. */
function throwIfCut(struct: Struct, field: Field, have: string): string | undefined {
  const end = field.offset + field.size
  if (end <= struct.minSize) return undefined
  return throwIfShort(struct, have, String(end), presence(struct, field, localOf))
}

function throwIfNotConstant(struct: Struct, field: Field, at: string): string {
  const actual = localOf(field)
  const expected = `${struct.fullNames.upper}_${field.names.upper}`
  const place = `${quote(`${struct.names.spec}.${field.names.spec}`)}, ${at}`
  // An integer that is absent has its constant for a default; a text is then empty.
  const present = 'bits' in field.type ? undefined : presence(struct, field, localOf)
  const test = `${actual} !== ${expected}`
  return `if (${present ? `${present} && ${test}` : test}) throw notConstant(${place}, { actual: ${actual}, expected: ${expected} })`
}
