/** `check…`: every rule of a format, stated or implied, as straight-line code. */
import type { CodeBlockWriter } from 'ts-morph'
import type {
  AssertRule,
  ExtensionType,
  Field,
  Format,
  Item,
  Place,
  Region,
  Struct,
} from '../../ir.ts'
import { aboutItem, hasContentRule, type Implied, impliedId } from '../../resolve/implied.ts'
import { isHex, shownOf } from '../../resolve/shown.ts'
import { exact, needs } from './compile.ts'
import { extensionCode, regionVariable, stringVariables, usedIn } from './examine.ts'
import { fieldsOf, ifRead, presence } from './field.ts'
import type { Statements } from './statements.ts'
import { byteArray, integer, quote } from './text.ts'

/** Adds the signatures, and the tables of rules, places and names that the check uses. */
export function addTables(file: Statements, format: Format): void {
  const signatures = format.detect.map(
    ({ at, bytes }) => `{ at: ${at}, bytes: ${byteArray(bytes)} }`,
  )
  file.addConstant({
    name: 'SIGNATURES',
    initializer: `[${signatures.join(', ')}]`,
    docs: 'How images of this format begin.',
    type: 'readonly Signature[]',
    isExported: false,
  })
  const table = (name: string, docs: string, lines: readonly string[], type: string) => {
    if (lines.length === 0) return
    const initializer = (writer: CodeBlockWriter) => {
      writer.inlineBlock(() => {
        for (const line of lines) writer.writeLine(line)
      })
      writer.write(` as const satisfies Record<string, ${type}>`)
    }
    file.addConstant({ name, initializer, docs, isExported: false })
  }
  const rules = [...format.rules, ...format.implied].map((rule) => {
    const id = rule.id
    const spec = quote(`${format.id}.md#${rule.anchor}`)
    const text = `id: ${quote(id)}, severity: ${quote(rule.severity)}, message: ${quote(rule.message)}, spec: ${spec}`
    return `${quote(id.slice(format.id.length + 1))}: { ${text} },`
  })
  table('RULES', 'The rules of this format, by the last part of their id.', rules, 'Rule')
  const places = format.header.items.map((item) => {
    const name = item.kind === 'field' ? `header.${item.names.spec}` : item.names.spec
    const text = `field: ${quote(name)}, offset: ${item.offset}, length: ${item.size}`
    return `${item.names.camel}: { ${text} },`
  })
  table('PLACES', 'Where the parts of the header stand.', places, 'Place')
  const contents = format.extensions?.types ?? []
  const names = [
    ...enumNames(format.header, undefined),
    ...contents.flatMap((type) => (type.struct ? enumNames(type.struct, type) : [])),
  ]
  table('NAMES', 'Named values, under their spec names.', names, 'Record<string, number | bigint>')
  addExtensionShape(file, format)
}

/** Property of a field in the tables; those of the header under their own names. */
function tableKey(field: Field, extension: ExtensionType | undefined): string {
  return extension ? `${extension.names.camel}${field.names.pascal}` : field.names.camel
}

function enumNames(struct: Struct, extension: ExtensionType | undefined): readonly string[] {
  return fieldsOf(struct).flatMap((field) => {
    if (!field.enum) return []
    const kind = field.size === 8 ? 'bigint' : 'number'
    const values = field.enum.map((one) => `${quote(one.name)}: ${integer(one.value, kind)}`)
    return [`${tableKey(field, extension)}: { ${values.join(', ')} },`]
  })
}

function addExtensionShape(file: Statements, format: Format): void {
  const { extensions } = format
  if (!extensions) return
  const initializer = (writer: CodeBlockWriter) => {
    writer.inlineBlock(() => {
      writer.writeLine(`size: ${extensions.record.size},`)
      writer.writeLine(`typeAt: ${extensions.type.offset},`)
      writer.writeLine(`lengthAt: ${extensions.length.offset},`)
      writer.writeLine(`littleEndian: ${extensions.type.endian === 'little'},`)
      writer.writeLine(`align: ${extensions.align},`)
      writer.writeLine(`endType: ${integer(extensions.endType, 'number', true)},`)
      writer.writeLine(`maxCount: ${extensions.maxCount},`)
    })
  }
  const docs = 'How a header extension looks.'
  file.addConstant({ name: 'EXTENSIONS', initializer, docs, isExported: false })
}

/** Adds `check…`. `known` has what `examine` finds out. */
export function addCheck(file: Statements, format: Format, known: ReadonlySet<string>): void {
  const body: string[] = []
  const line = (text: string) => body.push(text)
  const min = `${format.header.minSize}n`
  line(
    `checkLength(findings, ${rule(format, 'header', 'truncated')}, { have: fileSize ?? BigInt(bytes.length), need: area === undefined ? ${min} : max(area, ${min}), what: 'header' })`,
  )
  const header = { struct: format.header, fields: 'fields' }
  for (const item of format.header.items) itemChecks(format, item, header, line)
  for (const string of format.strings) {
    const { location, located } = stringVariables(string)
    const name = string.names.spec
    const rules = `{ bounds: ${rule(format, name, 'bounds')}, control: ${rule(format, name, 'control')} }`
    const place = spanOf([string.offset, string.size])
    line(
      `checkLocated(findings, ${rules}, ${place}, { name: ${quote(name)}, location: ${location}, located: ${located} })`,
    )
  }
  extensionChecks(format, line)
  for (const one of format.rules) line(ruleCheck(format, one))
  regionChecks(format, line)
  const text = body.join('\n')
  const used = usedIn(text, known)
  file.addFunction({
    name: `check${format.names.pascal}`,
    isExported: true,
    docs: [
      'Checks the header against every rule of the format, and its regions against the file.\n\nNever throws and never stops at the first fault. `bytes` are the first bytes of the file: as many\nas its header area has.',
    ],
    parameters: [
      { name: 'bytes', type: 'Uint8Array' },
      { name: 'context', type: 'Context', initializer: '{}' },
    ],
    returnType: 'Finding[]',
    statements: (writer: CodeBlockWriter) => {
      writer.writeLine('const findings: Finding[] = []')
      writer.writeLine(`const { ${used.join(', ')} } = examine(bytes, context)`)
      for (const one of body) writer.writeLine(one)
      writer.writeLine('return findings')
    },
  })
}

function rule(format: Format, about: string, what: Implied): string {
  return `RULES[${quote(impliedId(format, about, what).slice(format.id.length + 1))}]`
}

type Line = (text: string) => void

/** Where items stand: in the header, or in the content of an extension. */
interface Owner {
  readonly struct: Struct
  readonly extension?: ExtensionType
  /** Variable with the values of the fields. */
  readonly fields: string
}

function itemChecks(format: Format, item: Item, owner: Owner, line: Line): void {
  const { struct, extension, fields } = owner
  const place = extension
    ? `place(${quote(item.names.spec)}, ${item.offset}, ${item.size})`
    : `PLACES.${item.names.camel}`
  const about = aboutItem(item, extension)
  const present = item.kind === 'hole' ? undefined : presence(struct, item, ifRead(struct, fields))
  const add = (text: string) => line(present ? `if (${present}) ${text}` : text)
  if (item.kind !== 'field') {
    add(`checkZero(findings, ${rule(format, about, 'zero')}, ${place}, bytes)`)
    return
  }
  const actual = `${fields}.${item.names.camel}`
  if (item.constant) {
    const expected = `${struct.fullNames.upper}_${item.names.upper}`
    const values = `{ actual: ${actual}, expected: ${expected} }`
    add(`checkConstant(findings, ${rule(format, about, 'constant')}, ${place}, ${values})`)
  }
  if (item.range) {
    const values = `{ actual: ${actual}, min: ${item.range.min}n, max: ${item.range.max}n }`
    add(`checkRange(findings, ${rule(format, about, 'range')}, ${place}, ${values})`)
  }
  if (item.enum) {
    const values = `{ actual: ${actual}, names: NAMES.${tableKey(item, extension)} }`
    add(`checkValue(findings, ${rule(format, about, 'value')}, ${place}, ${values})`)
  }
  if (item.bits) {
    const mask = item.bits.reduce((sum, bits) => sum | bits.mask, 0n)
    const values = `{ actual: ${actual}, known: ${integer(mask, 'bigint', true)} }`
    add(`checkBits(findings, ${rule(format, about, 'bits')}, ${place}, ${values})`)
  }
  if (item.type.kind !== 'char' || item.constant) return
  const { pad } = item.type
  const rules = [
    pad === 'nul' && `unterminated: ${rule(format, about, 'unterminated')}`,
    pad !== 'none' && `padding: ${rule(format, about, 'padding')}`,
    `control: ${rule(format, about, 'control')}`,
  ].filter((text) => text !== false)
  add(`checkFixedText(findings, { ${rules.join(', ')} }, ${place}, { bytes, text: ${actual} })`)
}

/** The check of one struct in an extension, as a property; nothing where no rule applies to it. */
function contentCheck(format: Format, extension: ExtensionType): readonly string[] {
  const { struct } = extension
  if (!struct) return []
  const lines: string[] = []
  const owner = { struct, extension, fields: 'content' }
  for (const item of struct.items) itemChecks(format, item, owner, (text) => lines.push(text))
  if (lines.length === 0) return []
  const read = `const content = read${struct.fullNames.pascal}(bytes, at)`
  const needed = lines.some((text) => text.includes('content.')) ? [read] : []
  const at = needed.length > 0 ? 'at' : '_'
  return [`check: (${at}, place) => {`, ...indented([...needed, ...lines]), '},']
}

function knownExtension(format: Format, type: ExtensionType): string {
  const name = type.names.spec
  const properties = [
    `type: ${extensionCode(type)},`,
    `name: ${quote(name)},`,
    ...(hasContentRule(type) ? lengthCheck(format, type) : []),
    ...(type.content === 'text' ? [`control: ${rule(format, name, 'control')},`] : []),
    ...(type.content === 'rows' ? [`rowSize: ${type.struct?.size ?? 1},`] : []),
    ...contentCheck(format, type),
  ]
  return indented(['{', ...indented(properties), '}']).join('\n')
}

function lengthCheck(format: Format, type: ExtensionType): readonly string[] {
  const { fits, expected } = contentSize(type)
  return [
    `content: ${rule(format, `extensions.${type.names.spec}`, 'content')},`,
    `fits: (length) => ${fits},`,
    `expected: ${quote(expected)},`,
  ]
}

const indented = (lines: readonly string[]) => lines.map((text) => `  ${text}`)

function extensionChecks(format: Format, line: Line): void {
  const { extensions } = format
  if (!extensions) return
  const types = extensions.types.map((type) => knownExtension(format, type))
  const rules = (['bounds', 'count', 'duplicate', 'unknown'] as const).map(
    (what) => `${what}: ${rule(format, 'extensions', what)}`,
  )
  line(
    `checkExtensions(findings, { ${rules.join(', ')} }, records, { size: EXTENSIONS.size, endType: EXTENSIONS.endType, known: [\n${types.join(',\n')},\n] })`,
  )
}

/** Which lengths of content an extension can have. */
function contentSize(type: ExtensionType): { fits: string; expected: string } {
  const size = type.struct?.size ?? 1
  const max = type.maxSize
  if (type.content === 'struct') return { fits: `length === ${size}`, expected: `${size} bytes` }
  if (type.content !== 'rows') return { fits: `length <= ${max}`, expected: `at most ${max} bytes` }
  return {
    fits: `length % ${size} === 0${max === undefined ? '' : ` && length <= ${max}`}`,
    expected: `a multiple of ${size} bytes${max === undefined ? '' : `, at most ${max}`}`,
  }
}

/** The place of several header fields together, from the first to the last. */
function spanOf(fields: readonly Field[]): string {
  const [only] = fields
  if (only && fields.length === 1) return `PLACES.${only.names.camel}`
  const start = Math.min(...fields.map((field) => field.offset))
  const end = Math.max(...fields.map((field) => field.offset + field.size))
  const names = fields.map((field) => `header.${field.names.spec}`).join(', ')
  return `{ field: ${quote(names)}, offset: ${start}, length: ${end - start} }`
}

function ruleCheck(format: Format, one: AssertRule): string {
  const names = new Set(needs(one.when, one.assert))
  // A region that the image does not have breaks no rule.
  if (one.at.kind === 'region') names.add(regionVariable(one.at.region))
  const tests = [...names].map((name) => `${name} !== undefined`)
  if (one.when) tests.push(exact(one.when, 3))
  tests.push(`!(${exact(one.assert)})`)
  const id = `RULES[${quote(one.id.slice(format.id.length + 1))}]`
  const values = `{ actual: ${actualText(one)}, expected: ${quote(one.expected)} }`
  return `if (${tests.join(' && ')}) findings.push(finding(${id}, ${placeText(one.at)}, ${values}))`
}

function placeText(at: Place): string {
  switch (at.kind) {
    case 'field':
      return `PLACES.${at.field.names.camel}`
    case 'string': {
      const { located } = stringVariables(at.string)
      const fields = spanOf([at.string.offset, at.string.size])
      return `placeOfText(${quote(at.string.names.spec)}, ${located}, ${fields})`
    }
    case 'extension': {
      const name = quote(`extensions.${at.extension.names.spec}`)
      return `placeOfExtension(${name}, records, ${recordText(at.extension)})`
    }
    case 'extensionField': {
      const { extension, field } = at
      const name = quote(`extensions.${extension.names.spec}.${field.names.spec}`)
      const part = `{ offset: ${field.offset}, length: ${field.size} }`
      return `placeOfExtension(${name}, records, ${recordText(extension)}, ${part})`
    }
    case 'region':
      return `placeOfRegion(${regionVariable(at.region)})`
  }
}

const recordText = (extension: ExtensionType) =>
  `{ type: ${extensionCode(extension)}, size: EXTENSIONS.size }`

/** What a finding shows as found, as text or as a value that becomes text. */
function actualText(one: AssertRule): string {
  const { expr, as, label } = shownOf(one)
  const text = exact(expr)
  switch (as) {
    case 'own':
      return isHex(one.at) ? `hexInteger(${text})` : text
    case 'extension': {
      const name = expr.kind === 'has' ? expr.extension.names.spec : ''
      return `${text} ? ${quote(`extension ${name}`)} : ${quote(`no extension ${name}`)}`
    }
    case 'bytes':
      return `${exact(expr, 8)} + ' bytes'`
    case 'hex':
    case 'plain': {
      const value = as === 'hex' ? `hexInteger(${text})` : text
      if (label !== undefined) return `${quote(`${label} `)} + ${value}`
      return expr.type === 'bool' ? `String(${text})` : value
    }
  }
}

function regionChecks(format: Format, line: Line): void {
  if (format.regions.length === 0) return
  const list = format.regions.map((region) => regionCheck(format, region))
  const byField = format.regions.some((region) => region.placed === 'by-field')
  const overlap = byField ? `, overlap: ${rule(format, 'regions', 'overlap')}` : ''
  line(`checkRegions(findings, [\n${list.join('\n')}\n], { size: fileSize, area${overlap} })`)
}

function regionCheck(format: Format, region: Region): string {
  const name = region.names.spec
  const variable = regionVariable(region)
  const bounded = (what: 'too_large' | 'unaligned', key: string, expr: Region['maxSize']) => {
    if (!expr) return undefined
    const all = needs(expr)
    const unknown = all.map((one) => `${one} === undefined`).join(' || ')
    const value = unknown ? `${unknown} ? undefined : ${exact(expr)}` : exact(expr)
    return `{ rule: ${rule(format, name, what)}, ${key}: ${value} }`
  }
  const tooLarge = bounded('too_large', 'max', region.maxSize)
  const unaligned = bounded('unaligned', 'align', region.align)
  const entries = [
    `region: ${variable}`,
    `place: ${placeOfRegionFields(region)}`,
    region.beyondFile !== 'valid' && `beyondFile: ${rule(format, name, 'beyond_file')}`,
    tooLarge && `tooLarge: ${tooLarge}`,
    unaligned && `unaligned: ${unaligned}`,
    `byField: ${region.placed === 'by-field'}`,
  ].filter((entry) => entry !== false && entry !== undefined)
  return `...(${variable} === undefined ? [] : [{ ${entries.join(', ')} }]),`
}

/** The fields that say where a region is: of the header, or of one extension. */
function placeOfRegionFields(region: Region): string {
  const [first] = region.extensionFields
  if (!first) return region.fields.length > 0 ? spanOf(region.fields) : 'undefined'
  const fields = region.extensionFields
    .filter((one) => one.extension === first.extension)
    .map((one) => one.field)
  const start = Math.min(...fields.map((field) => field.offset))
  const end = Math.max(...fields.map((field) => field.offset + field.size))
  const name = first.extension.names.spec
  const names = fields.map((field) => `extensions.${name}.${field.names.spec}`).join(', ')
  const part = `{ offset: ${start}, length: ${end - start} }`
  return `placeOfExtension(${quote(names)}, records, ${recordText(first.extension)}, ${part})`
}
