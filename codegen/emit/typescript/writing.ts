/** `serialize…` and `patch…` of one struct. */
import type { Field, Struct } from '../../ir.ts'
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

/** The statement that writes `value` into a field. */
function writerOf(struct: Struct, field: Field, value: string, state?: 'checked before'): string {
  const little = field.endian === 'little' && field.size > 1 ? ', true' : ''
  const name = quote(`${struct.names.spec}.${field.names.spec}`)
  const { type } = field
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const sign = type.kind === 'uint' ? 'Uint' : 'Int'
      const method = `set${type.bits === 64 ? 'Big' : ''}${sign}${type.bits}`
      const fit = state ? value : checked(struct, field, value)
      return `view.${method}(${field.offset}, ${fit}${little})`
    }
    case 'char':
      return `writeText(bytes, ${field.offset}, { text: ${value}, size: ${field.size}, terminated: ${type.pad === 'nul'}, name: ${name} })`
    case 'bytes':
      if (field.constant) return `bytes.set(hexBytes(${value}), ${field.offset})`
      if (state) return `bytes.set(${value}, ${field.offset})`
      return `bytes.set(sizedBytes(${value}, ${field.size}, ${name}), ${field.offset})`
  }
}

/** The value, after a check that it fits its field; a constant needs none. */
function checked(struct: Struct, field: Field, value: string): string {
  if (field.constant || !('bits' in field.type)) return value
  const check = `${field.type.kind === 'uint' ? 'uint' : 'int'}${field.type.bits}`
  return `${check}(${value}, ${quote(`${struct.names.spec}.${field.names.spec}`)})`
}

/** Adds `serialize…`. */
export function addSerialize(file: Statements, struct: Struct): void {
  const { pascal, upper } = struct.fullNames
  file.addFunction({
    name: `serialize${pascal}`,
    isExported: true,
    docs: [
      `Writes a ${pascal}: constants filled in; holes and reserved space as in \`raw\`, else zero.\n\n@throws RangeError if a value does not fit its field`,
    ],
    parameters: [{ name: 'header', type: `${pascal}Init` }],
    returnType: 'Uint8Array',
    statements: (writer) => {
      const { lengthField } = struct
      const value = (field: Field) => {
        if (field.constant) return `${upper}_${field.names.upper}`
        const given = `header.${field.names.camel}`
        if (field === lengthField) return `${given} ?? ${longest(struct)}`
        return field.fallback === undefined ? given : `${given} ?? ${fallback(field)}`
      }
      for (const field of namedFields(struct)) {
        if (!field.constant) writer.writeLine(`const ${localOf(field)} = ${value(field)}`)
      }
      const access = (field: Field) => (field.constant ? value(field) : localOf(field))
      if (lengthField) {
        const length = access(lengthField)
        const present = presence(struct, lengthField, access)
        const name = quote(`${struct.names.spec}.${lengthField.names.spec}`)
        const real = present ? `${present} ? ${length} : ${fallback(lengthField)}` : length
        const holds = lengthField.offset + lengthField.size
        const least = present ? `${present} ? ${holds} : ${struct.minSize}` : String(holds)
        const most = lengthField.range?.max ?? BigInt(struct.size)
        writer.writeLine(
          `const length = structLength(${real}, { min: ${least}, max: ${most} }, ${name})`,
        )
        const own = `read${pascal}(header.raw).${lengthField.names.camel}`
        writer.writeLine(`const own = header.raw && Number(${own} ?? ${struct.size})`)
      }
      const size = lengthField ? 'length, own' : `${upper}_SIZE`
      writer.writeLine(`const bytes = startStruct(header.raw, ${size})`)
      if (fieldsOf(struct).some((field) => 'bits' in field.type)) {
        writer.writeLine('const view = new DataView(bytes.buffer)')
      }
      const named = namedFields(struct)
      const groups = groupByPresence(struct, access)
      for (const [present, fields] of groups) {
        const body = () => {
          for (const field of fields) {
            const text = named.has(field) ? access(field) : value(field)
            writer.writeLine(writerOf(struct, field, text))
          }
        }
        if (present === '') body()
        else writer.write(`if (${present}) `).inlineBlock(body).newLine()
      }
      writer.writeLine('return bytes')
    },
  })
}

/** Default of the length field: with every field that the other fields allow. */
function longest(struct: Struct): string {
  const { lengthField } = struct
  const present = lengthField && presence(struct, lengthField, localOf)
  return present ? `(${present} ? ${struct.size} : ${fallback(lengthField)})` : String(struct.size)
}

/** Runs of fields under the same condition, so that each is tested once. */
function groupByPresence(
  struct: Struct,
  access: (field: Field) => string,
): readonly (readonly [string, Field[]])[] {
  const groups: [string, Field[]][] = []
  for (const field of fieldsOf(struct)) {
    const present = presence(struct, field, access) ?? ''
    const last = groups.at(-1)
    if (last && last[0] === present) last[1].push(field)
    else groups.push([present, [field]])
  }
  return groups
}

/** Adds `patch…`. */
export function addPatch(file: Statements, struct: Struct): void {
  const { pascal } = struct.fullNames
  const fields = fieldsOf(struct).filter((field) => !field.constant)
  const changes = `Partial<Pick<${pascal}, ${fields.map((f) => quote(f.names.camel)).join(' | ')}>>`
  file.addTypeAlias({
    name: `${pascal}Changes`,
    isExported: true,
    docs: [`Fields for \`patch${pascal}\`.`],
    type: changes,
  })
  file.addFunction({
    name: `patch${pascal}`,
    isExported: true,
    docs: [
      `Writes the given fields into the bytes of a ${pascal}, and no other byte. Checks all before it\nwrites any.\n\n@throws RangeError if a value does not fit, or the field is not in these bytes`,
    ],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      { name: 'changes', type: `${pascal}Changes` },
    ],
    returnType: 'void',
    statements: (writer) => {
      const optional = fields.some(isOptional)
      if (optional) writer.writeLine(`const now = read${pascal}(bytes)`)
      for (const field of fields) {
        const { camel, spec } = field.names
        const name = quote(`${struct.names.spec}.${spec}`)
        writer.write(`if (changes.${camel} !== undefined) `).inlineBlock(() => {
          const access = (other: Field) =>
            `(now.${other.names.camel} ?? ${ifUnread(struct, other)})`
          const present = presence(struct, field, access)
          const inside = `bytes.length >= ${field.offset + field.size}`
          const there = present ? `${inside} && ${present}` : inside
          writer.writeLine(`requirePresent(${there}, ${name})`)
          writer.writeLine(fits(struct, field, `changes.${camel}`))
        })
        writer.newLine()
      }
      if (fields.some((field) => 'bits' in field.type)) {
        writer.writeLine(
          'const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)',
        )
      }
      for (const field of fields) {
        const value = `changes.${field.names.camel}`
        writer.writeLine(
          `if (${value} !== undefined) ${writerOf(struct, field, value, 'checked before')}`,
        )
      }
    },
  })
}

/** The statement that checks a value without writing it. */
function fits(struct: Struct, field: Field, value: string): string {
  const name = quote(`${struct.names.spec}.${field.names.spec}`)
  if (field.type.kind === 'char') {
    return `textThatFits({ text: ${value}, size: ${field.size}, terminated: ${field.type.pad === 'nul'}, name: ${name} })`
  }
  if (field.type.kind === 'bytes') return `sizedBytes(${value}, ${field.size}, ${name})`
  return checked(struct, field, value)
}
