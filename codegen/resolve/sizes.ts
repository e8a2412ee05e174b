import { byteRange, type Problem } from '../problems.ts'
import {
  allFields,
  type Draft,
  type FieldSchema,
  itemName,
  problemsOf,
  type StructSchema,
} from './draft.ts'
import { isInteger, itemSize, parseType, toBytes, toInteger, typeRange } from './types.ts'

type Problems = ReturnType<typeof problemsOf>

/** Constants, ranges, defaults and padding fit the types of their fields. */
export function checkSizes(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const { field, path, schema } of allFields(draft)) {
    checkConstant(problems, path, field)
    checkIntegers(problems, path, field)
    checkDefault(problems, path, field, schema)
    if (field.pad !== undefined && !field.type.startsWith('char')) {
      const message = `has padding "${field.pad}" but is ${field.type}`
      problems.add(path, message, 'drop pad: only char[N] is padded')
    }
  }
  return problems.list
}

function checkDefault(
  problems: Problems,
  path: string,
  field: FieldSchema,
  schema: Parameters<typeof minSizeOf>[0],
): void {
  const inTail = schema.lengthField !== undefined && field.at + itemSize(field) > minSizeOf(schema)
  const { default: value } = field
  if (value === undefined) {
    if (field.when === undefined && !inTail) return
    problems.add(
      path,
      'may be absent and has no default',
      'add default: what an absent field means',
    )
  } else if (value === '' && typeRange(parseType(field))) {
    problems.add(path, `has the empty text for default, but is ${field.type}`, 'give an integer')
  } else if (value !== '' && field.const !== undefined && isInteger(field.const)) {
    if (toInteger(value) === toInteger(field.const)) return
    problems.add(path, `has the default ${value}, but is constant ${field.const}`, 'fix either')
  }
}

/** Size of the shortest struct: without lengths, all of it. */
export function minSizeOf(schema: {
  size: number
  lengthField?: string | undefined
  lengths?: readonly number[] | undefined
}): number {
  if (schema.lengthField === undefined) return schema.size
  return Math.min(schema.size, ...(schema.lengths ?? []))
}

function checkConstant(problems: Problems, path: string, field: FieldSchema): void {
  const type = parseType(field)
  if (field.text !== undefined) checkText(problems, path, field, field.text)
  if (field.const === undefined) return
  if (field.text !== undefined) {
    problems.add(path, 'has const and text', 'keep the one that fits its type')
  } else if (type.kind === 'char') {
    problems.add(path, `has const, but is ${field.type}`, 'give text instead')
  } else if (type.kind === 'bytes') {
    const isPairs =
      typeof field.const === 'string' && /^[0-9a-f]{2}( [0-9a-f]{2})*$/.test(field.const)
    const have = isPairs ? toBytes(String(field.const)).length : 0
    if (have === type.length) return
    const message = isPairs
      ? `is ${field.type}, but its constant has ${have} ${have === 1 ? 'byte' : 'bytes'}`
      : `has the constant ${field.const}, but is ${field.type}`
    problems.add(path, message, `give ${type.length} hex pairs`)
  } else if (!isInteger(field.const)) {
    problems.add(path, `has the constant "${field.const}", but is ${field.type}`, 'give an integer')
  }
}

function checkText(problems: Problems, path: string, field: FieldSchema, text: string): void {
  const type = parseType(field)
  if (type.kind !== 'char') {
    problems.add(path, `has text, but is ${field.type}`, 'give const instead, or make it char[N]')
    return
  }
  const size = new TextEncoder().encode(text).length
  const room = type.pad === 'nul' ? type.length - 1 : type.length
  if (size <= room && (type.pad !== 'none' || size === type.length)) return
  const holds = type.pad === 'none' ? `exactly ${room}` : `at most ${room}`
  const message = `has the text "${text}" of ${size} bytes, but ${field.type} holds ${holds}`
  problems.add(
    path,
    message,
    type.pad === 'nul' ? 'shorten it, or set pad to "zero"' : 'fix either',
  )
}

function checkIntegers(problems: Problems, path: string, field: FieldSchema): void {
  const range = typeRange(parseType(field))
  const given: [what: string, value: number | string][] = []
  if (field.const !== undefined && isInteger(field.const) && range) {
    given.push(['constant', field.const])
  }
  if (field.default !== undefined && field.default !== '') given.push(['default', field.default])
  for (const value of field.enum ?? []) given.push([`enum value ${value.name} =`, value.value])
  for (const [index, bound] of (field.range ?? []).entries()) {
    given.push([index === 0 ? 'range from' : 'range to', bound])
  }
  for (const [what, value] of given) {
    const number = toInteger(value)
    if (range !== undefined && number >= range.min && number <= range.max) continue
    const mend = range
      ? `${field.type} holds ${range.min} to ${range.max}`
      : 'only integers have one'
    problems.add(path, `has the ${what} ${value}, which ${field.type} cannot hold`, mend)
  }
  checkRange(problems, path, field)
}

function checkRange(problems: Problems, path: string, field: FieldSchema): void {
  if (!field.range) return
  const [min, max] = field.range.map(toInteger) as [bigint, bigint]
  if (min > max) {
    problems.add(path, 'has a range that ends before it starts', 'write [smallest, largest]')
  } else if (field.const !== undefined && isInteger(field.const)) {
    const value = toInteger(field.const)
    if (value >= min && value <= max) return
    problems.add(path, `is constant ${value}, outside its range ${min} to ${max}`, 'drop the range')
  }
}

/** Whether every item starts where the one before it ends, and the last one ends the struct. */
export function isContiguous(schema: StructSchema): boolean {
  let end = 0
  for (const item of schema.fields) {
    if (item.at !== end) return false
    end += itemSize(item)
  }
  return end === schema.size
}

/** Every byte of a struct has one owner: no gap, no overlap, the right total. */
export function checkLedger(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  for (const [name, struct] of Object.entries(draft.schema.structs)) {
    checkStruct(problems, name, struct)
  }
  return problems.list
}

function checkStruct(problems: Problems, name: string, struct: StructSchema): void {
  let end = 0
  let gaps = 0
  let before = `the start of ${name}`
  for (const [index, item] of struct.fields.entries()) {
    const path = `${name}.${itemName(item)}`
    const next = struct.fields[index + 1]?.at ?? struct.size
    // Where moving an item mends its neighbour too, the neighbour is not blamed.
    const moved = end + itemSize(item)
    const mendsNext = item.at !== end && moved === next
    if (item.at > end) {
      const gap = byteRange(end, item.at - end)
      const declare = 'declare them: a field, a hole or reserved'
      const mend = mendsNext ? `move it to ${end}, or ${declare}` : declare
      problems.add(path, `leaves ${gap} after ${before} without an owner`, mend)
      if (!mendsNext) gaps += item.at - end
    } else if (item.at < end) {
      const both = byteRange(item.at, Math.min(end, item.at + itemSize(item)) - item.at)
      problems.add(path, `overlaps ${before}, ${both}`, `move it to ${end}`)
    }
    end = mendsNext ? moved : Math.max(end, item.at + itemSize(item))
    before = path
  }
  // A gap that makes the struct too long is one mistake, not two.
  if (end === struct.size || end - gaps === struct.size) return
  const message = `is ${struct.size} bytes, but ${before} ends at ${end}`
  const rest = byteRange(end, struct.size - end)
  const mend = end < struct.size ? `declare ${rest}, or set size to ${end}` : `set size to ${end}`
  problems.add(name, message, mend)
}
