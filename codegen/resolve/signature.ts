/** Signatures: given as bytes, or as header fields that are constant. */
import type { FieldType, Format } from '../ir.ts'
import { type Draft, type FieldSchema, isField, type problemsOf } from './draft.ts'
import { isInteger, itemSize, parseType, toBytes, toInteger, typeRange } from './types.ts'

type Problems = ReturnType<typeof problemsOf>
type SignatureSchema = Draft['schema']['detect'][number]

/** The bytes of a signature. */
export function linkSignature(
  signature: SignatureSchema,
  schema: Draft['schema'],
): Format['detect'][number] {
  const { at } = signature
  if ('bytes' in signature) return { at, bytes: toBytes(signature.bytes) }
  const fields = headerFields(schema)
  const bytes = signature.fields.flatMap((name) => {
    const field = fields.find((one) => one.name === name)
    return field ? [...(constantBytes(field, field.endian ?? schema.endian) ?? [])] : []
  })
  return { at, bytes: Uint8Array.from(bytes) }
}

const headerFields = ({ structs }: Draft['schema']): readonly FieldSchema[] =>
  (structs.header?.fields ?? []).filter(isField)

/** Signatures agree with the constants of the header, or are made of them. */
export function checkDetection({ schema }: Draft, problems: Problems): void {
  for (const [index, signature] of schema.detect.entries()) {
    if ('fields' in signature) checkFields(schema, { ...signature, index }, problems)
    else checkBytes(schema, { ...signature, index }, problems)
  }
}

type Indexed<Kind> = Kind & { readonly index: number }

/** The fields are constant, and stand one behind the other. */
function checkFields(
  schema: Draft['schema'],
  { at, fields, index }: Indexed<Extract<SignatureSchema, { fields: readonly string[] }>>,
  problems: Problems,
): void {
  const path = `detect[${index}]`
  let end = at
  for (const name of fields) {
    const field = headerFields(schema).find((one) => one.name === name)
    if (field === undefined) {
      problems.add(path, `names "${name}", which is no header field`, 'fix either')
      return
    }
    if (constantBytes(field, field.endian ?? schema.endian) === undefined) {
      problems.add(path, `names ${name}, which is not constant`, 'give it const, or give bytes')
    }
    if (field.at !== end) {
      const message = `has ${name} at ${end}, but it stands at ${field.at}`
      problems.add(path, message, 'name fields one behind the other, and at: where they begin')
    }
    end = field.at + itemSize(field)
  }
}

function checkBytes(
  schema: Draft['schema'],
  { at, bytes, index }: Indexed<Extract<SignatureSchema, { bytes: string }>>,
  problems: Problems,
): void {
  for (const field of headerFields(schema)) {
    // A field that may be absent says nothing of the bytes at its place.
    if (field.when !== undefined) continue
    const constant = constantBytes(field, field.endian ?? schema.endian)
    if (!constant) continue
    const wrong = bytes.split(' ').find((pair, i) => {
      const own = constant[at + i - field.at]
      return own !== undefined && own !== Number.parseInt(pair, 16)
    })
    if (wrong === undefined) continue
    const message = `has the byte ${wrong} where header.${field.name} is constant and differs`
    problems.add(`detect[${index}]`, message, 'fix either')
  }
}

/** What stands in a file where a field is constant; undefined for others, and for wrong constants. */
function constantBytes(field: FieldSchema, endian: 'big' | 'little'): Uint8Array | undefined {
  const type = parseType(field)
  if (type.kind === 'char') {
    if (field.text === undefined) return undefined
    const bytes = new Uint8Array(type.length)
    bytes.set(new TextEncoder().encode(field.text).subarray(0, type.length))
    return bytes
  }
  if (field.const === undefined) return undefined
  if (type.kind === 'bytes') return toBytes(String(field.const))
  return isInteger(field.const) ? integerBytes(toInteger(field.const), type, endian) : undefined
}

function integerBytes(
  constant: bigint,
  type: Extract<FieldType, { bits: number }>,
  endian: 'big' | 'little',
): Uint8Array | undefined {
  const range = typeRange(type)
  if (!range || constant < range.min || constant > range.max) return undefined
  const size = type.bits / 8
  const bytes = new Uint8Array(size)
  let value = BigInt.asUintN(type.bits, constant)
  for (let i = 0; i < size; i++) {
    bytes[endian === 'little' ? i : size - 1 - i] = Number(value & 0xffn)
    value >>= 8n
  }
  return bytes
}
