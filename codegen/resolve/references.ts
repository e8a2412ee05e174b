/** What the parts of a schema name, and the parts that go with each other, fit their use. */
import type { Problem } from '../problems.ts'
import { type Draft, type FieldSchema, isField, problemsOf, type StructSchema } from './draft.ts'
import { checkDetection } from './signature.ts'
import { minSizeOf } from './sizes.ts'
import { itemSize, parseType, toInteger, typeRange } from './types.ts'

type Problems = ReturnType<typeof problemsOf>

/** Named fields have a type that serves; companions are given where they are needed. */
export function checkReferences(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { schema } = draft
  for (const [name, struct] of Object.entries(schema.structs)) checkLengths(name, struct, problems)
  for (const string of schema.strings ?? []) {
    wantUnsigned(schema.structs.header, string.offset, `strings.${string.name}.offset`, problems)
    wantUnsigned(schema.structs.header, string.size, `strings.${string.name}.size`, problems)
    if (string.maxSize !== undefined && string.maxSize < (string.minSize ?? 1)) {
      const message = `is ${string.maxSize}, less than minSize ${string.minSize ?? 1}`
      problems.add(`strings.${string.name}.maxSize`, message, 'fix either')
    }
  }
  checkExtensions(draft, problems)
  for (const region of schema.regions ?? []) checkCompanions(region, problems)
  checkInfo(draft, problems)
  checkDetection(draft, problems)
  return problems.list
}

function fieldOf(struct: StructSchema | undefined, name: string): FieldSchema | undefined {
  return struct?.fields.filter(isField).find((field) => field.name === name)
}

/** The field holds an offset, a length or a code. */
function wantUnsigned(
  struct: StructSchema | undefined,
  name: string,
  path: string,
  problems: Problems,
): FieldSchema | undefined {
  const field = fieldOf(struct, name)
  if (!field || field.type.startsWith('u')) return field
  problems.add(path, `names ${name}, which is ${field.type}`, 'name a field of type u8 to u64')
  return undefined
}

function checkLengths(name: string, struct: StructSchema, problems: Problems): void {
  const path = `${name}.lengths`
  for (const length of struct.lengths ?? []) {
    if (length <= struct.size) continue
    problems.add(path, `has ${length}, but the struct is ${struct.size} bytes`, 'fix either')
  }
  if (struct.lengthField === undefined) {
    if (!struct.lengths) return
    problems.add(path, 'has no lengthField to hold them', 'add lengthField, or drop lengths')
    return
  }
  const field = wantUnsigned(struct, struct.lengthField, `${name}.lengthField`, problems)
  const least = minSizeOf(struct)
  // A length field under a condition is absent from the shortest struct, and has its default there.
  if (field && field.when === undefined && field.at + itemSize(field) > least) {
    const message = `names ${field.name}, which ends at ${field.at + itemSize(field)}`
    const mend = `the shortest struct, ${least} bytes, must hold it`
    problems.add(`${name}.lengthField`, message, mend)
  }
  for (const item of struct.fields) {
    if (item.at >= least || item.at + itemSize(item) <= least) continue
    const message = `has ${least}, which cuts the item at ${item.at} in two`
    problems.add(path, message, 'a length ends where an item does')
  }
}

/** Readers of extensions take a type and a length of 32 bits. */
function wantRecordWord(
  struct: StructSchema | undefined,
  name: string,
  path: string,
  problems: Problems,
): FieldSchema | undefined {
  const field = fieldOf(struct, name)
  if (!field || field.type === 'u32') return field
  problems.add(path, `names ${name}, which is ${field.type}`, 'name a field of type u32')
  return undefined
}

function checkExtensions(draft: Draft, problems: Problems): void {
  const { extensions, structs, endian } = draft.schema
  if (!extensions) return
  const record = structs[extensions.record]
  const type = wantRecordWord(record, extensions.type, 'extensions.type', problems)
  const length = wantRecordWord(record, extensions.length, 'extensions.length', problems)
  if (type && length && (type.endian ?? endian) !== (length.endian ?? endian)) {
    const message = `names ${length.name}, whose byte order is not that of ${type.name}`
    problems.add('extensions.length', message, 'give both the same endian')
  }
  const owner = new Map([[toInteger(extensions.endType), 'endType']])
  const range = type && typeRange(parseType(type))
  for (const one of extensions.types) {
    const path = `extensions.${one.name}`
    const code = toInteger(one.type)
    const other = owner.get(code)
    if (other) problems.add(path, `has the type ${one.type}, like ${other}`, 'give each its own')
    if (range && code > range.max) {
      problems.add(path, `has the type ${one.type}, which ${type?.type} cannot hold`, 'fix either')
    }
    owner.set(code, one.name)
    const needsStruct = one.content === 'struct' || one.content === 'rows'
    if (needsStruct && one.struct === undefined) {
      problems.add(
        path,
        `has ${one.content} for content and no struct`,
        'add struct: what it holds',
      )
    } else if (!needsStruct && one.struct !== undefined) {
      const mend = 'drop struct, or make the content struct or rows'
      problems.add(path, `names a struct, but its content is ${one.content}`, mend)
    }
  }
}

type RegionSchema = NonNullable<Draft['schema']['regions']>[number]

/** A bitmap has its bits described, a table its entries. */
function checkCompanions(region: RegionSchema, problems: Problems): void {
  const path = `regions.${region.name}`
  if (region.kind === 'bitmap' && !region.bitmap) {
    problems.add(path, 'is a bitmap and does not say what its bits mean', 'add bitmap')
  } else if (region.kind !== 'bitmap' && region.bitmap) {
    problems.add(path, `has bitmap, but is of kind ${region.kind}`, 'drop bitmap, or fix kind')
  }
  if (region.kind !== 'table' && region.entry !== undefined) {
    problems.add(path, `has entry, but is of kind ${region.kind}`, 'drop entry, or fix kind')
  }
  if (region.records === undefined) return
  if (region.kind !== 'table') {
    problems.add(path, `has records, but is of kind ${region.kind}`, 'drop records, or fix kind')
  } else if (region.entry !== undefined) {
    problems.add(path, 'has entry and records', 'records vary in length, entries do not: drop one')
  }
}

function checkInfo(draft: Draft, problems: Problems): void {
  const { info, inputs, example, structs } = draft.schema
  if (!structs.header) return
  const known = (inputs ?? []).map((input) => input.name)
  const list = known.length > 0 ? `one of: ${known.join(', ')}` : 'declare it in inputs'
  if (info.imageSizeInput !== undefined && !known.includes(info.imageSizeInput)) {
    problems.add('info.imageSizeInput', `names no input "${info.imageSizeInput}"`, list)
  }
  for (const name of Object.keys(example?.inputs ?? {})) {
    if (!known.includes(name)) problems.add('example.inputs', `names no input "${name}"`, list)
  }
  for (const entry of info.specific ?? []) {
    if (!('enum' in entry)) continue
    const field = fieldOf(structs.header, entry.enum.replace(/^header\./, ''))
    if (field?.enum && entry.enum.startsWith('header.')) continue
    const message = `points at "${entry.enum}", which is no header field with an enum`
    problems.add(`info.specific.${entry.key}`, message, 'name header.FIELD, a field with an enum')
  }
  for (const [index, { bytes }] of (example?.parts ?? []).entries()) {
    if (/^\s*([0-9a-f]{2}\s*)+$/i.test(bytes)) continue
    problems.add(
      `example.parts[${index}].bytes`,
      'is not hex in pairs',
      'write two digits per byte',
    )
  }
}
