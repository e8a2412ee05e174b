/** The constants and types of one struct. */
import type { WriterFunction } from 'ts-morph'
import type { Field, Struct } from '../../ir.ts'
import { fieldsOf, numberKind } from './field.ts'
import type { Statements } from './statements.ts'
import { bytesText, doc, docText, integer, quote } from './text.ts'

/** Adds the size, the offsets, and the named values and bits of a struct. */
export function addConstants(file: Statements, struct: Struct): void {
  const { upper, pascal } = struct.fullNames
  const constant = (name: string, initializer: string | WriterFunction, docs: string) =>
    file.addConstant({ name, initializer, docs, isExported: true })
  const size = struct.lengthField ? ', with its whole tail' : ''
  constant(`${upper}_SIZE`, String(struct.size), `Size of a ${pascal}${size}, bytes.`)
  constant(
    `${upper}_OFFSETS`,
    (writer) => {
      writer.inlineBlock(() => {
        for (const field of fieldsOf(struct))
          writer.writeLine(`${field.names.camel}: ${field.offset},`)
      })
      writer.write(' as const')
    },
    `Offset of every field of a ${pascal}, bytes.`,
  )
  for (const field of fieldsOf(struct)) {
    const name = `${upper}_${field.names.upper}`
    if (field.constant)
      constant(name, constantLiteral(field), `${field.names.spec}: ${field.summary}`)
    if (field.range) {
      const { min, max } = field.range
      const bound = (value: bigint) => integer(value, numberKind(field))
      const text = `{ min: ${bound(min)}, max: ${bound(max)} } as const`
      constant(`${name}_RANGE`, text, `Smallest and largest valid ${field.names.spec}.`)
    }
    if (field.enum) {
      const entries = field.enum.map((one) => ({
        ...one,
        text: `${namedKey(one.name)}: ${integer(one.value, numberKind(field))},`,
      }))
      constant(name, objectOf(entries), `Named values of ${field.names.spec}; others are kept.`)
    }
    if (field.bits) {
      const entries = field.bits.map((one) => ({
        ...one,
        text: `${one.names.camel}: ${integer(one.mask, numberKind(field), true)},`,
      }))
      constant(name, objectOf(entries), `Masks of the bits of ${field.names.spec}.`)
    }
  }
}

const namedKey = (name: string) =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

function objectOf(entries: readonly { summary: string; text: string }[]): WriterFunction {
  return (writer) => {
    writer.inlineBlock(() => {
      for (const { summary, text } of entries) writer.writeLine(doc(summary)).writeLine(text)
    })
    writer.write(' as const')
  }
}

function constantLiteral(field: Field): string {
  const { constant } = field
  if (constant?.kind === 'int')
    return integer(constant.value, numberKind(field), constant.value > 255n)
  return quote(constant?.value ?? '')
}

function typeOf(field: Field): string {
  if (field.type.kind === 'char') return 'string'
  if (field.type.kind === 'bytes') return field.constant ? 'string' : 'Uint8Array'
  return numberKind(field)
}

/** A constant has its own type, unless it may be an empty text; the others that of their bytes. */
function parsedType(struct: Struct, field: Field): string {
  return field.constant && field.fallback !== ''
    ? `typeof ${struct.fullNames.upper}_${field.names.upper}`
    : typeOf(field)
}

/** Adds the types of a struct: parsed, as read, and to be written. */
export function addInterfaces(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const fields = fieldsOf(struct)
  const property = (field: Field, type: string, optional: boolean) => ({
    name: field.names.camel,
    type: optional ? `${type} | undefined` : type,
    isReadonly: true,
    hasQuestionToken: optional,
    docs: [fieldDoc(field)],
  })
  file.addInterface({
    name: pascal,
    isExported: true,
    docs: [docText(struct, `${pascal}: ${structSize(struct)}, ${struct.endian}-endian.`)],
    properties: [
      ...fields.map((field) => property(field, parsedType(struct, field), false)),
      {
        name: 'raw',
        type: 'Uint8Array | undefined',
        isReadonly: true,
        hasQuestionToken: true,
        docs: [
          'The bytes that this was parsed from, from its first byte on; not a copy. `serialize…` keeps\nfrom them what no field owns: holes, reserved space, text after a NUL, an unknown tail.',
        ],
      },
    ],
  })
  file.addInterface({
    name: `${pascal}Fields`,
    isExported: true,
    docs: [
      `The fields of a ${pascal} as they stand in any bytes; undefined where the bytes end before.\nAn absent field has its default.`,
    ],
    properties: fields.map((field) => ({
      name: field.names.camel,
      type: `${typeOf(field)} | undefined`,
      docs: [bytesText(field.offset, field.size)],
    })),
  })
  const given = fields.filter((field) => field.constant || field.fallback !== undefined)
  const optional = given.map((field) => quote(field.names.camel)).join(' | ')
  file.addTypeAlias({
    name: `${pascal}Init`,
    isExported: true,
    docs: [
      `What \`serialize${pascal}\` needs: constants and fields with a default may be left out.`,
    ],
    type: optional
      ? `Omit<${pascal}, ${optional}> & Partial<Pick<${pascal}, ${optional}>>`
      : pascal,
  })
}

function structSize(struct: Struct): string {
  if (struct.minSize === struct.size) return `${struct.size} bytes`
  return `${struct.minSize} to ${struct.size} bytes`
}

function fieldDoc(field: Field): string {
  const facts = [bytesText(field.offset, field.size), field.unit, field.when && 'optional']
  const where = facts.filter((fact) => fact).join(', ')
  return `${field.summary}\n\n${where.charAt(0).toUpperCase()}${where.slice(1)}.`
}
