/**
 * One schema with everything that the language has, and names that clash with whatever generated
 * code may call its own. What comes out is type-checked with the options of this repository, and
 * run against the interpreter of layouts and against binary-parser.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../../../codegen/emit/layout/index.ts'
import { EMITTERS } from '../../../codegen/main.ts'
import { namesOf } from '../../../codegen/resolve/naming.ts'
import type { Format } from '../../../src/binary/index.ts'
import { type FieldValue, interpret, placeItems, readStruct } from '../../../src/layout/index.ts'
import { resolved } from './formats.ts'
import { TORTURE } from './torture.ts'

const ROOT = new URL('../../../', import.meta.url).pathname
const RUNS = 2000

const format = resolved(TORTURE, 'test/codegen/emit/torture.ts')
const layout = layoutOf(format)

type Fields = Readonly<Record<string, FieldValue | undefined>>
type Read = (bytes: Uint8Array) => Fields
type Module = Record<string, unknown>

let folder = ''
let structs: Module = {}
let parsers: Module = {}
let torture: Format | undefined

beforeAll(async () => {
  // Inside the repository: generated code finds its packages from where it stands.
  folder = mkdtempSync(join(ROOT, 'node_modules', '.cowtools-torture-'))
  const runtime = relative(join(folder, 'torture'), join(ROOT, 'src/binary/index.ts'))
  const files: string[] = []
  for (const file of EMITTERS.flatMap((emit) => emit([format], { runtime, extension: '.ts' }))) {
    const path = join(folder, file.path)
    mkdirSync(dirname(path), { recursive: true })
    if (file.root !== 'out') continue
    writeFileSync(path, file.text)
    if (path.endsWith('.ts')) files.push(path)
  }
  const options = { extends: join(ROOT, 'tsconfig.json'), files }
  const compilerOptions = {
    noEmit: true,
    rootDir: ROOT,
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...options, compilerOptions }))
  const load = async (name: string): Promise<Module> =>
    await import(/* @vite-ignore */ pathToFileURL(join(folder, format.id, name)).href)
  structs = await load('structs.ts')
  parsers = await load('binary-parser.ts')
  torture = (await load('format.ts')).torture as Format
})

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** What the header wants at some offsets. */
const CONSTANTS = [
  [36, [0x01, 0xff]],
  [120, [0, 0, 0, 7]],
  [124, [0x4d, 0x41, 0x52, 0x4b]],
] as const

const someBytes = (size: number) =>
  fc
    .tuple(
      fc.uint8Array({ minLength: size, maxLength: size }),
      fc.constantFrom(0, 1, 2, 3, 4, 255),
      fc.constantFrom(0, 48, 90, 130, 160, 200, 65_535),
      fc.array(fc.tuple(fc.nat(size - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), {
        maxLength: 9,
      }),
    )
    .map(([bytes, kind, length, edits]) => {
      for (const [at, byte] of edits) bytes[at] = byte
      bytes.set([0x54, 0x4f, 0x52, 0x54, kind])
      if (size < format.header.size) return bytes
      for (const [at, constant] of CONSTANTS) bytes.set(constant, at)
      new DataView(bytes.buffer).setUint16(6, length)
      return bytes
    })

/** Bytes and constants in the same words, whoever reads them. */
function comparable(value: FieldValue | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return typeof value === 'string' && /^[0-9a-f]{2}( [0-9a-f]{2})+$/.test(value)
    ? value.replaceAll(' ', '')
    : value
}

const checkTypes = promisify(execFile)

describe('the code of the torture schema', () => {
  it('passes the strict checks of tsc', { timeout: 120_000 }, async () => {
    const tsc = join(ROOT, 'node_modules', '.bin', 'tsc')
    const run = checkTypes(tsc, ['-p', join(folder, 'tsconfig.json')], { cwd: ROOT })
    const said = await run.catch((error: { stdout: string }) => error)
    const lines = said.stdout.split('\n').filter((line) => line.includes('error'))
    expect(lines).toEqual([])
  })

  it.each(layout.structs.map((struct) => [struct.name, struct] as const))(
    'reads %s as the interpreter and binary-parser do',
    (name, struct) => {
      const { pascal, camel } = namesOf(`${format.id}-${name}`)
      const read = structs[`read${pascal}`] as Read
      const parser = parsers[`${camel}Parser`] as { parse: Read }
      fc.assert(
        fc.property(someBytes(struct.size), (bytes) => {
          const ours = read(bytes)
          const theirs = parser.parse(bytes)
          const values = readStruct(struct, bytes)
          for (const { state, item } of placeItems(struct, bytes)) {
            if (item.kind !== 'field') continue
            const key = namesOf(item.name).camel
            const value = comparable(values.get(item.name))
            expect([item.name, comparable(theirs[key])]).toEqual([item.name, value])
            if (state === 'whole')
              expect([item.name, comparable(ours[key])]).toEqual([item.name, value])
          }
        }),
        { numRuns: RUNS },
      )
    },
  )

  it('gives back what it parsed', () => {
    const { parse, serialize } = codecOf('header')
    let parsed = 0
    fc.assert(
      fc.property(someBytes(format.header.size), (bytes) => {
        const header = attempt(() => parse(bytes))
        // No writer makes a header shorter than its own length field, or longer than is known.
        if (!header || Number(header.length) < 8 || Number(header.length) > bytes.length) return
        parsed += 1
        expect(serialize(header)).toEqual(bytes.subarray(0, serialize(header).length))
      }),
      { numRuns: RUNS },
    )
    expect(parsed).toBeGreaterThan(RUNS / 20)
  })

  it('never throws from check, regions, facts and area', () => {
    fc.assert(
      fc.property(fc.oneof(someBytes(512), fc.uint8Array({ maxLength: 600 })), (bytes) => {
        const context = { fileSize: 1 << 20, inputs: { input: 7 } }
        torture?.check(bytes, context)
        torture?.regions(bytes, context)
        torture?.facts(bytes, context)
        torture?.area(bytes)
      }),
      { numRuns: RUNS },
    )
  })

  it('computes the size of the disk as the interpreter does', () => {
    fc.assert(
      fc.property(someBytes(512), (bytes) => {
        const { lookup } = interpret(layout, bytes, { fileSize: 512 })
        expect(torture?.facts(bytes, { fileSize: 512 }).virtualSize).toBe(lookup('total'))
      }),
      { numRuns: RUNS },
    )
  })
})

function codecOf(struct: string) {
  const { pascal } = namesOf(`${format.id}-${struct}`)
  return {
    parse: structs[`parse${pascal}`] as Read,
    serialize: structs[`serialize${pascal}`] as (fields: Fields) => Uint8Array,
  }
}

/** What a strict reader gives; undefined where it refuses. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof Error && error.name === 'FormatError') return undefined
    throw error
  }
}
