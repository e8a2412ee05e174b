/** `parse…` and `serialize…` of a whole header area: struct, extensions and names. */
import type { CodeBlockWriter } from 'ts-morph'
import type { ExtensionType, Field, Format } from '../../ir.ts'
import { extensionCode, headerPresence, stringVariables } from './examine.ts'
import type { Statements } from './statements.ts'
import { docText, integer, quote } from './text.ts'

const hasMore = (format: Format) => format.strings.length > 0 || format.extensions !== undefined

/** Adds the types, `parse…` and `serialize…` of an image. */
export function addImage(file: Statements, format: Format): void {
  if (format.extensions) addExtensionTypes(file, format)
  addTypes(file, format)
  addParse(file, format)
  addSerialize(file, format)
}

function addTypes(file: Statements, format: Format): void {
  const { pascal } = format.names
  const { pascal: header } = format.header.fullNames
  const extra = [
    ...(format.extensions
      ? [
          {
            name: 'extensions',
            type: `readonly ${pascal}Extension[]`,
            isReadonly: true,
            docs: ['In the order of the file; with the end marker, where there is one.'],
          },
        ]
      : []),
    ...format.strings.map((string) => ({
      name: string.names.camel,
      type: 'string | undefined',
      isReadonly: true,
      hasQuestionToken: true,
      docs: [string.summary],
    })),
  ]
  const headerProperty = (type: string) => ({
    name: 'header',
    type,
    isReadonly: true,
    docs: ['The fixed header.'],
  })
  file.addInterface({
    name: pascal,
    isExported: true,
    docs: [docText(format, `The header area of a ${format.title} image.`)],
    properties: [headerProperty(header), ...extra],
  })
  const optional = extra.map((property) => ({ ...property, hasQuestionToken: true }))
  file.addInterface({
    name: `${pascal}Init`,
    isExported: true,
    docs: [
      `What \`serialize${pascal}\` needs. Names get their length fields from their text, and a place\nwhere their offset field is 0 or left out.`,
    ],
    properties: [headerProperty(initType(format)), ...optional],
  })
}

/** The header to serialize, without the fields that the names decide. */
function initType(format: Format): string {
  const { pascal } = format.header.fullNames
  const located = format.strings.flatMap((one) => [one.offset, one.size])
  if (located.length === 0) return `${pascal}Init`
  const names = [...new Set(located.map((field) => quote(field.names.camel)))].join(' | ')
  return `Omit<${pascal}Init, ${names}> & Partial<Pick<${pascal}Init, ${names}>>`
}

// Extensions

const contentName = (type: ExtensionType) =>
  ({ text: 'text', struct: 'content', rows: 'rows', bytes: 'data' })[type.content]

function contentType(type: ExtensionType): string {
  const struct = type.struct?.fullNames.pascal ?? 'Uint8Array'
  if (type.content === 'text') return 'string'
  if (type.content === 'rows') return `readonly ${struct}[]`
  return type.content === 'struct' ? struct : 'Uint8Array'
}

function addExtensionTypes(file: Statements, format: Format): void {
  const { extensions } = format
  if (!extensions) return
  file.addTypeAlias({
    name: `${format.names.pascal}Extension`,
    isExported: true,
    docs: [
      'A header extension. One of a type that is not known, or whose content cannot be read, keeps its\nbytes as `other`.',
    ],
    type: (writer) => {
      for (const type of extensions.types) {
        const content = `readonly ${contentName(type)}: ${contentType(type)}`
        writer.newLine().write(`| { readonly kind: ${quote(type.names.spec)}; ${content} }`)
      }
      writer
        .newLine()
        .write("| { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array }")
      writer.newLine().write("| { readonly kind: 'end'; readonly data: Uint8Array }")
    },
  })
  addDecode(file, format)
  addEncode(file, format)
}

function addDecode(file: Statements, format: Format): void {
  const { extensions } = format
  if (!extensions) return
  file.addFunction({
    name: 'decodeExtension',
    parameters: [{ name: 'raw', type: 'RawExtension' }],
    returnType: `${format.names.pascal}Extension`,
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine('const { type, data } = raw')
      writer.write('switch (type) ').inlineBlock(() => {
        writer.writeLine('case EXTENSIONS.endType:')
        writer.indent(() => writer.writeLine("return { kind: 'end', data }"))
        for (const one of extensions.types) {
          writer.writeLine(`case ${extensionCode(one)}:`)
          writer.indent(() => writer.write(decodeOne(one)))
        }
      })
      writer.newLine().writeLine("return { kind: 'other', type, data }")
    },
  })
}

function decodeOne(type: ExtensionType): string {
  const kind = `kind: ${quote(type.names.spec)}`
  const parse = `parse${type.struct?.fullNames.pascal}`
  const size = type.struct?.size ?? 1
  switch (type.content) {
    case 'text':
      return `return { ${kind}, text: decodeText(data, 0, data.length) }\n`
    case 'bytes':
      return `return { ${kind}, data }\n`
    case 'struct':
      return `if (data.length === ${size}) return { ${kind}, content: ${parse}(data) }\nbreak\n`
    case 'rows':
      return `if (data.length % ${size} === 0) return { ${kind}, rows: rowsOf(data, ${size}, ${parse}) }\nbreak\n`
  }
}

function addEncode(file: Statements, format: Format): void {
  const { extensions } = format
  if (!extensions) return
  file.addFunction({
    name: 'encodeExtension',
    parameters: [{ name: 'extension', type: `${format.names.pascal}Extension` }],
    returnType: '{ type: number; data: Uint8Array }',
    statements: (writer: CodeBlockWriter) => {
      writer.write('switch (extension.kind) ').inlineBlock(() => {
        writer.writeLine("case 'end':")
        writer.indent(() =>
          writer.writeLine('return { type: EXTENSIONS.endType, data: extension.data }'),
        )
        writer.writeLine("case 'other':")
        writer.indent(() => writer.writeLine('return extension'))
        for (const one of extensions.types) {
          writer.writeLine(`case ${quote(one.names.spec)}:`)
          writer.indent(() =>
            writer.writeLine(`return { type: ${extensionCode(one)}, data: ${encodeOne(one)} }`),
          )
        }
      })
    },
  })
}

function encodeOne(type: ExtensionType): string {
  const serialize = `serialize${type.struct?.fullNames.pascal}`
  switch (type.content) {
    case 'text':
      return 'encodeText(extension.text)'
    case 'bytes':
      return 'extension.data'
    case 'struct':
      return `${serialize}(extension.content)`
    case 'rows':
      return `bytesOfRows(extension.rows, ${type.struct?.size ?? 0}, ${serialize})`
  }
}

// Parse

function addParse(file: Statements, format: Format): void {
  const { pascal } = format.names
  const codes = hasMore(format)
    ? 'truncated, bad-magic, bad-constant, out-of-range, out-of-bounds'
    : 'truncated, bad-magic, bad-constant, out-of-range'
  file.addFunction({
    name: `parse${pascal}`,
    isExported: true,
    docs: [
      `Parses the header area of an image; \`bytes\` are the first bytes of the file, as many as\n\`area\` of the format says. A value outside its range is refused, other rules are not checked.\n\n@throws FormatError (${codes})`,
    ],
    parameters: [{ name: 'bytes', type: 'Uint8Array' }],
    returnType: pascal,
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine(`const header = parse${format.header.fullNames.pascal}(bytes)`)
      writer.writeLine('requireSignature(bytes, SIGNATURES)')
      const ranged = rangedFields(format)
      const optional = ranged.some((field) => headerPresence(field, format) !== undefined)
      if (optional) writer.writeLine('const fields = header')
      for (const field of ranged) writer.writeLine(rangeTest(field, format))
      if (!hasMore(format)) {
        writer.writeLine('return { header }')
        return
      }
      const { extensions, strings } = format
      const { lengthField } = format.header
      const used = [
        ...(lengthField ? ['area'] : []),
        ...(extensions ? ['records'] : []),
        ...strings.map((string) => stringVariables(string).located),
      ]
      writer.writeLine(`const { ${used.join(', ')} } = examine(bytes, {})`)
      if (lengthField) writer.writeLine(roomTest(lengthField))
      writer.write('return ').inlineBlock(() => {
        writer.writeLine('header,')
        if (extensions)
          writer.writeLine('extensions: requireRecords(records).map(decodeExtension),')
        for (const string of strings) {
          const name = quote(string.names.spec)
          const { located } = stringVariables(string)
          writer.writeLine(
            `${string.names.camel}: requireText(${name}, ${string.offset.offset}, ${located}),`,
          )
        }
      })
    },
  })
}

function rangedFields(format: Format): readonly Field[] {
  return format.header.items.filter(
    (item): item is Field => item.kind === 'field' && item.range !== undefined,
  )
}

/** The header lies inside its own area. */
function roomTest(field: Field): string {
  const value = `header.${field.names.camel}`
  const place = `${quote(`header.${field.names.spec}`)}, ${field.offset}`
  return `if (area !== undefined && area < ${value}) throw outOfRange(${place}, { actual: ${value}, min: 0, max: area })`
}

function rangeTest(field: Field, format: Format): string {
  const value = `header.${field.names.camel}`
  const kind = field.size === 8 ? 'bigint' : 'number'
  const min = integer(field.range?.min ?? 0n, kind)
  const max = integer(field.range?.max ?? 0n, kind)
  const present = headerPresence(field, format)
  const test = `${value} < ${min} || ${value} > ${max}`
  const all = present ? `${present} && (${test})` : test
  const place = `${quote(`header.${field.names.spec}`)}, ${field.offset}`
  return `if (${all}) throw outOfRange(${place}, { actual: ${value}, min: ${min}, max: ${max} })`
}

// Serialize

function addSerialize(file: Statements, format: Format): void {
  const { pascal } = format.names
  const { pascal: header } = format.header.fullNames
  file.addFunction({
    name: `serialize${pascal}`,
    isExported: true,
    docs: [
      'Writes the whole header area. What was parsed and not changed comes out byte for byte.\n\n@throws RangeError if a value does not fit, or parts would overlap',
    ],
    parameters: [{ name: 'image', type: `${pascal}Init` }],
    returnType: 'Uint8Array',
    statements: (writer: CodeBlockWriter) => {
      if (!hasMore(format)) {
        writeRanges(writer, format, 'image.header')
        writer.writeLine(`return serialize${header}(image.header)`)
        return
      }
      writeSerialize(writer, format)
    },
  })
}

/** A value that `parse…` would refuse is not written. */
function writeRanges(writer: CodeBlockWriter, format: Format, from: string): void {
  const ranged = rangedFields(format)
  if (ranged.some((field) => headerPresence(field, format) !== undefined)) {
    writer.writeLine(`const fields = ${from}`)
  }
  for (const field of ranged) {
    const kind = field.size === 8 ? 'bigint' : 'number'
    const min = integer(field.range?.min ?? 0n, kind)
    const max = integer(field.range?.max ?? 0n, kind)
    const name = quote(`header.${field.names.spec}`)
    const test = `requireRange(${from}.${field.names.camel}, ${min}, ${max}, ${name})`
    const present = headerPresence(field, format)
    writer.writeLine(present ? `if (${present}) ${test}` : test)
  }
}

function writeSerialize(writer: CodeBlockWriter, format: Format): void {
  const { extensions, strings } = format
  const serialize = `serialize${format.header.fullNames.pascal}`
  const zero = (field: Field) => (field.size === 8 ? '0n' : '0')
  const located = [...new Set(strings.flatMap((one) => [one.offset, one.size]))]
  const zeros = located.map((field) => `${field.names.camel}: ${zero(field)}, `)
  writer.writeLine(`const start = { ${zeros.join('')}...image.header }`)
  writeRanges(writer, format, 'start')
  writer.writeLine('const { raw } = image.header')
  writer.writeLine('const before = raw && examine(raw, {})')
  if (extensions) {
    writer.writeLine('const records = (image.extensions ?? []).map(encodeExtension)')
    writer.writeLine(`const at = toIndex(examine(${serialize}(start), {}).extensionsAt ?? 0n)`)
  }
  const free = extensions
    ? 'at + writeRecords(records, EXTENSIONS, keptPadding(before?.records, at)).length'
    : `${format.header.size}`
  writer.writeLine(`const strings = placeStrings([`)
  writer.indent(() => {
    for (const string of strings) {
      const name = quote(string.names.spec)
      const offset = `start.${string.offset.names.camel}`
      const was = `before?.${stringVariables(string).located}`
      const text = `image.${string.names.camel}`
      writer.writeLine(`{ name: ${name}, text: ${text}, offset: ${offset}, before: ${was} },`)
    }
  })
  writer.writeLine(`], ${free})`)
  writeHeader(writer, format, serialize)
  writeCompose(writer, format)
}

/** The struct, with the places of the names filled in. */
function writeHeader(writer: CodeBlockWriter, format: Format, serialize: string): void {
  const numbers = (field: Field, value: string) => (field.size === 8 ? `BigInt(${value})` : value)
  for (const { names } of format.strings) {
    writer.writeLine(`const placed${names.pascal} = strings.get(${quote(names.spec)})`)
  }
  writer.write(`const header = ${serialize}(`).inlineBlock(() => {
    writer.writeLine('...start,')
    for (const { names, offset, size } of format.strings) {
      const placed = `placed${names.pascal}`
      const place = `${offset.names.camel}: ${numbers(offset, `${placed}.offset`)}`
      const length = `${size.names.camel}: ${numbers(size, `${placed}.bytes.length`)}`
      writer.writeLine(`...(${placed} && { ${place}, ${length} }),`)
    }
  })
  writer.write(')').newLine()
}

function writeCompose(writer: CodeBlockWriter, format: Format): void {
  const { extensions, strings, header } = format
  const { lengthField } = header
  writer.writeLine(`const { area${extensions ? ', extensionsEnd' : ''} } = examine(header, {})`)
  writer.write('return composeHeader(').inlineBlock(() => {
    writer.writeLine('header,')
    writer.writeLine('size: areaSize(area, header.length),')
    if (extensions) {
      writer.writeLine(
        'extensions: { offset: at, end: toIndex(extensionsEnd ?? 0n), records, shape: EXTENSIONS },',
      )
    }
    writer.writeLine('strings,')
    const length = lengthField
      ? `Number(before.fields.${lengthField.names.camel} ?? ${header.size})`
      : String(header.size)
    const names = strings.map((string) => `before.${stringVariables(string).located}`)
    const records = extensions ? 'before.records' : 'undefined'
    writer.writeLine(
      `before: before && { raw, headerLength: ${length}, records: ${records}, strings: [${names.join(', ')}] },`,
    )
  })
  writer.write(')').newLine()
}
