/** The codec of one struct: interface, constants, read, parse, serialize, patch. */
import type { WriterFunction } from 'ts-morph'
import type { Field, Reserved, Struct } from '../../ir.ts'
import { parts } from '../../resolve/expressions.ts'
import { condition, isWide } from './compile.ts'
import type { Statements } from './statements.ts'
import { bytesText, doc, docText, integer, quote } from './text.ts'

/** A field, or a field that is left to the raw bytes. */
const fieldsOf = (struct: Struct) =>
  struct.items.filter((item): item is Field => item.kind === 'field')

const NUMBER_KIND = (field: Field) => (isWide(field) ? 'bigint' : 'number')

/** Whether a shorter struct, or a condition, can leave the field out. */
const isOptional = (item: Field | Reserved) => item.when !== undefined || item.inTail

/** Adds everything that belongs to one struct. */
export function addStruct(file: Statements, struct: Struct): void {
  addConstants(file, struct)
  addInterfaces(file, struct)
  addRead(file, struct)
  addParse(file, struct)
  addSerialize(file, struct)
  addPatch(file, struct)
  addEntryAccessors(file, struct)
}

function addConstants(file: Statements, struct: Struct): void {
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
    if (field.enum) {
      const entries = field.enum.map((one) => ({
        ...one,
        text: `${namedKey(one.name)}: ${integer(one.value, NUMBER_KIND(field))},`,
      }))
      constant(name, objectOf(entries), `Named values of ${field.names.spec}; others are kept.`)
    }
    if (field.bits) {
      const entries = field.bits.map((one) => ({
        ...one,
        text: `${one.names.camel}: ${integer(one.mask, NUMBER_KIND(field), true)},`,
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
    return integer(constant.value, NUMBER_KIND(field), constant.value > 255n)
  return quote(constant?.value ?? '')
}

function typeOf(field: Field): string {
  if (field.type.kind === 'char') return 'string'
  if (field.type.kind === 'bytes') return field.constant ? 'string' : 'Uint8Array'
  return NUMBER_KIND(field)
}

/** A constant has its own type; the others that of their bytes. */
function parsedType(field: Field): string {
  return field.constant ? `typeof ${'CONSTANT'}` : typeOf(field)
}

function addInterfaces(file: Statements, struct: Struct): void {
  const { pascal, upper } = struct.fullNames
  const fields = fieldsOf(struct)
  const property = (field: Field, type: string, optional: boolean) => ({
    name: field.names.camel,
    type: optional ? `${type} | undefined` : type,
    isReadonly: true,
    hasQuestionToken: optional,
    docs: [fieldDoc(field)],
  })
  const type = (field: Field) =>
    parsedType(field).replace('CONSTANT', `${upper}_${field.names.upper}`)
  file.addInterface({
    name: pascal,
    isExported: true,
    docs: [docText(struct, `${pascal}: ${structSize(struct)}, ${struct.endian}-endian.`)],
    properties: [
      ...fields.map((field) => property(field, type(field), false)),
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

// Reading

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

function fallback(field: Field): string {
  if (field.fallback === undefined) return 'undefined'
  if (field.fallback === '') return "''"
  return integer(field.fallback, NUMBER_KIND(field))
}

/** Fields that conditions and the length of the struct are read from: they become variables. */
function namedFields(struct: Struct): ReadonlySet<Field> {
  const used = new Set<Field>()
  for (const field of fieldsOf(struct)) {
    for (const part of field.when ? parts(field.when) : []) {
      if (part.kind === 'field') used.add(part.field)
    }
  }
  if (struct.lengthField) used.add(struct.lengthField)
  return used
}

/** When a field is there, over `access`; undefined for always. */
function presence(
  struct: Struct,
  field: Field | Reserved,
  access: (field: Field) => string,
): string | undefined {
  const tests: string[] = []
  if (field.when) tests.push(condition(field.when, access))
  if (field.inTail && struct.lengthField && struct.lengthField !== field) {
    tests.push(`${access(struct.lengthField)} >= ${field.offset + field.size}`)
  }
  return tests.length > 0 ? tests.join(' && ') : undefined
}

function addRead(file: Statements, struct: Struct): void {
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

/** What a condition takes for a field that the bytes do not reach: a length, that all is there. */
function ifUnread(struct: Struct, field: Field): string {
  if (field === struct.lengthField) return integer(BigInt(struct.size), NUMBER_KIND(field))
  return integer(typeof field.fallback === 'bigint' ? field.fallback : 0n, NUMBER_KIND(field))
}

function addParse(file: Statements, struct: Struct): void {
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

// Writing

/** The statement that writes `value` into a field. */
function writerOf(struct: Struct, field: Field, value: string): string {
  const little = field.endian === 'little' && field.size > 1 ? ', true' : ''
  const name = quote(`${struct.names.spec}.${field.names.spec}`)
  const { type } = field
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const sign = type.kind === 'uint' ? 'Uint' : 'Int'
      const method = `set${type.bits === 64 ? 'Big' : ''}${sign}${type.bits}`
      return `view.${method}(${field.offset}, ${checked(struct, field, value)}${little})`
    }
    case 'char':
      return `writeText(bytes, ${field.offset}, { text: ${value}, size: ${field.size}, terminated: ${type.pad === 'nul'}, name: ${name} })`
    case 'bytes':
      if (field.constant) return `bytes.set(hexBytes(${value}), ${field.offset})`
      return `bytes.set(sizedBytes(${value}, ${field.size}, ${name}), ${field.offset})`
  }
}

/** The value, after a check that it fits its field; a constant needs none. */
function checked(struct: Struct, field: Field, value: string): string {
  if (field.constant || !('bits' in field.type)) return value
  const check = `${field.type.kind === 'uint' ? 'uint' : 'int'}${field.type.bits}`
  return `${check}(${value}, ${quote(`${struct.names.spec}.${field.names.spec}`)})`
}

function addSerialize(file: Statements, struct: Struct): void {
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
        if (!field.constant) writer.writeLine(`const ${field.names.camel} = ${value(field)}`)
      }
      const access = (field: Field) => (field.constant ? value(field) : field.names.camel)
      if (lengthField) {
        const length = access(lengthField)
        const present = presence(struct, lengthField, access)
        const name = quote(`${struct.names.spec}.${lengthField.names.spec}`)
        const real = present ? `${present} ? ${length} : ${fallback(lengthField)}` : length
        writer.writeLine(`const length = structLength(${real}, ${struct.minSize}, ${name})`)
      }
      const size = lengthField ? 'length' : `${upper}_SIZE`
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
  const present = lengthField && presence(struct, lengthField, (field) => field.names.camel)
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

function addPatch(file: Statements, struct: Struct): void {
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
        writer.writeLine(`if (${value} !== undefined) ${rawWriter(field, value)}`)
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

/** The statement that writes a value which was checked before. */
function rawWriter(field: Field, value: string): string {
  const little = field.endian === 'little' && field.size > 1 ? ', true' : ''
  if ('bits' in field.type) {
    const sign = field.type.kind === 'uint' ? 'Uint' : 'Int'
    const big = field.type.bits === 64 ? 'Big' : ''
    return `view.set${big}${sign}${field.type.bits}(${field.offset}, ${value}${little})`
  }
  if (field.type.kind === 'bytes') return `bytes.set(${value}, ${field.offset})`
  return `writeText(bytes, ${field.offset}, { text: ${value}, size: ${field.size}, terminated: ${field.type.kind === 'char' && field.type.pad === 'nul'}, name: ${quote(field.names.spec)} })`
}

// Table entries

/** Accessors for a table of one-word entries, on u32 halves: no allocation per entry. */
function addEntryAccessors(file: Statements, struct: Struct): void {
  const [word, ...others] = struct.items
  if (word?.kind !== 'field' || others.length > 0 || !word.bits || !('bits' in word.type)) return
  for (const bits of word.bits) {
    const { width, scaled } = bits
    const flag = width === 1
    const name = `read${struct.fullNames.pascal}${bits.names.pascal}`
    const kind = flag ? 'whether it is set' : scaled ? 'in place' : 'shifted down'
    file.addFunction({
      name,
      isExported: true,
      docs: [`${bits.summary} Of entry \`index\` of a table; ${kind}.`],
      parameters: [
        { name: 'view', type: 'DataView' },
        { name: 'index', type: 'number' },
      ],
      returnType: flag ? 'boolean' : 'number',
      statements: [`return ${entryExpression(word, bits)}`],
    })
  }
}

function entryExpression(
  word: Field,
  bits: { bit: number; width: number; scaled: boolean },
): string {
  const little = word.endian === 'little'
  const half = (which: 'low' | 'high') => {
    const second = (which === 'low') !== little
    const at = `index * ${word.size}${word.size === 8 && second ? ' + 4' : ''}`
    const method = `getUint${Math.min(word.size, 4) * 8}`
    return `view.${method}(${at}${little && word.size > 1 ? ', true' : ''})`
  }
  const masks = (from: number) => {
    const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.bit)
    return Number((mask >> BigInt(from)) & 0xffffffffn)
  }
  const low = masks(0)
  const high = word.size === 8 ? masks(32) : 0
  const part = (which: 'low' | 'high', mask: number) =>
    `((${half(which)} & 0x${mask.toString(16)}) >>> 0)`
  if (bits.width === 1) {
    return high === 0 ? `${part('low', low)} !== 0` : `${part('high', high)} !== 0`
  }
  const terms: string[] = []
  if (high !== 0) terms.push(`${part('high', high)} * 0x100000000`)
  if (low !== 0) terms.push(part('low', low))
  const sum = terms.join(' + ')
  return bits.scaled || bits.bit === 0 ? sum : `Math.floor((${sum}) / ${2 ** bits.bit})`
}
