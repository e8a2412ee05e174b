/** The published test vectors, run through every reader of this repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { formatRules } from '../../generated/rules.ts'
import { type Context, type Format, FormatError } from '../../src/binary/index.ts'
import { interpret, interpretedFormat } from '../../src/layout/index.ts'
import { formatOf, layoutOf } from './formats.ts'

interface Vector {
  readonly name: string
  readonly summary: string
  readonly size: number
  readonly bytes: readonly { readonly at: number; readonly hex: string }[]
  readonly inputs?: Readonly<Record<string, string>>
  readonly valid: boolean
  readonly findings: readonly string[]
  readonly fields?: Readonly<Record<string, string>>
  readonly facts?: Readonly<Record<string, string>>
}

const generated = new URL('../../generated/', import.meta.url)
const ids = readdirSync(generated, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** The file of a format, and its vectors. */
function vectorsOf(id: string): { readonly text: string; readonly vectors: readonly Vector[] } {
  const text = readFileSync(new URL(`${id}/vectors.json`, generated), 'utf8')
  return { text, vectors: (JSON.parse(text) as { vectors: Vector[] }).vectors }
}

function bytesOf({ size, bytes }: Vector): Uint8Array {
  const file = new Uint8Array(size)
  for (const { at, hex } of bytes) file.set(Buffer.from(hex, 'hex'), at)
  return file
}

/** A value as vectors write it; a parsed struct has constant bytes as pairs of digits. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return /^[0-9a-f]{2}( [0-9a-f]{2})+$/.test(String(value))
    ? String(value).replaceAll(' ', '')
    : String(value)
}

const camelOf = (name: string) =>
  name.replace(/_+(.)/g, (_, letter: string) => letter.toUpperCase())

/** What the generated code, or the interpreter, makes of a vector that is not what it says. */
function disagreements(vector: Vector, format: Format<unknown>): readonly string[] {
  const file = bytesOf(vector)
  const entries = Object.entries(vector.inputs ?? {})
  const inputs = Object.fromEntries(entries.map(([key, value]) => [key, BigInt(value)]))
  const context: Context = { fileSize: file.length, inputs }
  const bytes = file.subarray(0, format.area(file))
  const faults: string[] = []
  const agree = (what: string, found: unknown, expected: unknown) => {
    if (JSON.stringify(found) === JSON.stringify(expected)) return
    faults.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`)
  }

  const findings = format.check(bytes, context)
  agree('findings', [...new Set(findings.map(({ rule }) => rule))].sort(), vector.findings)
  agree('valid', !findings.some(({ severity }) => severity === 'error'), vector.valid)

  const fields = Object.entries(vector.fields ?? {})
  const read = interpret(layoutOf(format.id), bytes, context).header
  for (const [name, text] of fields) agree(`read ${name}`, textOf(read.get(name)), text)

  const parsed = parsedBy(() => format.parse(bytes))
  if (parsed instanceof Error && vector.valid) faults.push(`parse: ${parsed.message}`)
  if (!(parsed instanceof Error)) {
    const header = parsed.header as Readonly<Record<string, unknown>>
    for (const [name, text] of fields) agree(`parse ${name}`, textOf(header[camelOf(name)]), text)
  }

  if (vector.facts) {
    const facts = format.facts(bytes, context) as unknown as Readonly<Record<string, unknown>>
    const names = ['virtual_size', 'cluster_size', 'backing_file', 'backing_format', 'image_file']
    for (const name of [...names, 'image_format']) {
      const found = facts[camelOf(name)]
      agree(name, found === undefined ? undefined : textOf(found), vector.facts[name])
    }
  }
  return faults
}

/** What a strict parser gives; its error, if that is one that it may throw. */
function parsedBy(parse: () => unknown): { readonly header?: unknown } | Error {
  try {
    return parse() as { readonly header?: unknown }
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}

/** Rules of parts that every format may have in its header: each must be broken by some vector. */
function impliedRules(id: string): readonly string[] {
  const { structs, strings, extensions } = layoutOf(id)
  const fields = structs.find(({ name }) => name === 'header')?.items ?? []
  const ofItems = fields.flatMap((item) => {
    if (item.kind !== 'field') return [item.name]
    return [
      ...(item.constant === undefined ? [] : [item.name]),
      ...(item.range ? [`${item.name}.range`] : []),
      ...(item.values ? [`${item.name}.value`] : []),
      ...(item.bits ? [`${item.name}.bits`] : []),
    ]
  })
  const ofStrings = strings.flatMap(({ name }) => [`${name}.bounds`, `${name}.control`])
  const lists = ['bounds', 'count', 'duplicate', 'unknown'].map((what) => `extensions.${what}`)
  const all = ['truncated', ...ofItems, ...ofStrings, ...(extensions ? lists : [])]
  return all.map((rule) => `${id}.${rule}`)
}

describe.each(ids)('generated/%s/vectors.json', (id) => {
  const { text, vectors } = vectorsOf(id)

  it('has the shape that its JSON Schema says', () => {
    const schema = readFileSync(new URL('vectors-schema.json', generated), 'utf8')
    const validate = new Ajv2020().compile(JSON.parse(schema))
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
    const [first] = vectors
    expect(validate({ format: id, vectors: [{ ...first, more: 1 }] })).toBe(false)
  })

  it('begins with the example, and gives each vector a name of its own', () => {
    expect(vectors[0]).toMatchObject({ name: 'example', valid: true })
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
    expect(text.length).toBeLessThan(128 * 1024)
  })

  it('breaks every rule that the parts of the header imply', () => {
    const broken = new Set(vectors.flatMap(({ findings }) => findings))
    expect(impliedRules(id).filter((rule) => !broken.has(rule))).toEqual([])
  })

  it.each([
    ['generated code', formatOf(id)],
    ['the interpreter', interpretedFormat(layoutOf(id), formatRules[id] ?? [])],
  ])('agrees with %s', (_, format) => {
    const faults = vectors.flatMap((vector) =>
      disagreements(vector, format).map((fault) => `${vector.name}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  it('would not agree if anything in a vector were different', () => {
    const [example] = vectors
    const bad = vectors.find(({ valid, fields }) => !valid && fields)
    if (!example?.fields || !example.facts || !bad) throw new Error('no vector to change')
    const [name = '', value = ''] = Object.entries(example.fields)[0] ?? []
    const changed: readonly Vector[] = [
      { ...example, valid: false },
      { ...example, findings: [...example.findings, `${id}.other`] },
      { ...example, fields: { ...example.fields, [name]: `${value}0` } },
      { ...example, facts: { ...example.facts, virtual_size: '1' } },
      { ...example, bytes: example.bytes.slice(1) },
      { ...example, size: 1, bytes: [] },
      { ...bad, valid: true },
      { ...bad, findings: [] },
      { ...bad, bytes: example.bytes, size: example.size },
    ]
    expect(changed.map((vector) => disagreements(vector, formatOf(id)).length > 0)).not.toContain(
      false,
    )
  })
})
