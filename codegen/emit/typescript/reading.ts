/** `read…` and `parse…` of one struct. */
import type { Field, Struct } from '../../ir.ts'
import { fallback, fieldsOf, ifUnread, namedFields, presence } from './field.ts'
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

/** Adds `read…`, which takes whatever the bytes hold. */
export function addRead(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const named = namedFields(struct)
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
      writer.writeLine(
        'const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)',
      )
      writer.writeLine('const have = bytes.length - offset')
      const text = (field: Field) => {
        const at = field.offset === 0 ? 'offset' : `offset + ${field.offset}`
        const read = `have < ${field.offset + field.size} ? undefined : ${reader(field, at)}`
        const access = (other: Field) => `(${other.names.camel} ?? ${ifUnread(struct, other)})`
        const present = presence(struct, field, access)
        return present ? `!(${present}) ? ${fallback(field)} : ${read}` : read
      }
      for (const field of named) writer.writeLine(`const ${field.names.camel} = ${text(field)}`)
      writer.write('return ').inlineBlock(() => {
        for (const field of fieldsOf(struct)) {
          const name = field.names.camel
          writer.writeLine(named.has(field) ? `${name},` : `${name}: ${text(field)},`)
        }
      })
    },
  })
}

/** Adds `parse…`, which takes a whole struct or throws. */
export function addParse(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const named = namedFields(struct)
  const constants = fieldsOf(struct).filter((field) => field.constant)
  const isHeader = struct.names.spec === 'header'
  const at = (field: Field) =>
    isHeader ? String(field.offset) : field.offset === 0 ? 'offset' : `offset + ${field.offset}`
  file.addFunction({
    name: `parse${pascal}`,
    isExported: true,
    docs: [
      `Parses a ${pascal}${isHeader ? ' at the start of the bytes' : ' at `offset`'}.\n\n@throws FormatError (truncated${constants.length > 0 ? ', bad-magic, bad-constant' : ''})`,
    ],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      ...(isHeader ? [] : [{ name: 'offset', initializer: '0' }]),
    ],
    returnType: pascal,
    statements: (writer) => {
      const have = isHeader ? 'bytes.length' : 'bytes.length - offset'
      const short = `throw truncated(${quote(struct.names.spec)}, ${struct.minSize}, ${have})`
      writer.writeLine(`if (${have} < ${struct.minSize}) ${short}`)
      writer.writeLine(
        'const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)',
      )
      for (const field of constants) {
        const { camel } = field.names
        writer.writeLine(`const ${camel} = ${reader(field, at(field))}`)
        const place = `${quote(`${struct.names.spec}.${field.names.spec}`)}, ${at(field)}`
        const expected = `${struct.fullNames.upper}_${field.names.upper}`
        writer.writeLine(
          `if (${camel} !== ${expected}) throw notConstant(${place}, { actual: ${camel}, expected: ${expected} })`,
        )
      }
      const access = (field: Field) => field.names.camel
      const text = (field: Field) => {
        const present = presence(struct, field, access)
        const read = reader(field, at(field))
        return present ? `${present} ? ${read} : ${fallback(field)}` : read
      }
      for (const field of named) {
        if (field.constant) continue
        const end = field.offset + field.size
        if (end > struct.minSize) {
          const present = presence(struct, field, access)
          const short = `${have} < ${end}`
          const test = present ? `${present} && ${short}` : short
          writer.writeLine(
            `if (${test}) throw truncated(${quote(struct.names.spec)}, ${end}, ${have})`,
          )
        }
        writer.writeLine(`const ${field.names.camel} = ${text(field)}`)
      }
      if (struct.lengthField) {
        const { camel } = struct.lengthField.names
        const need = `Math.min(${camel}, ${struct.size})`
        writer.writeLine(
          `if (${have} < ${need}) throw truncated(${quote(struct.names.spec)}, ${need}, ${have})`,
        )
      }
      writer.write('return ').inlineBlock(() => {
        for (const field of fieldsOf(struct)) {
          const { camel } = field.names
          const plain = named.has(field) || field.constant
          writer.writeLine(plain ? `${camel},` : `${camel}: ${text(field)},`)
        }
        writer.writeLine(
          isHeader ? 'raw: bytes,' : `raw: bytes.subarray(offset, offset + ${struct.size}),`,
        )
      })
    },
  })
}
