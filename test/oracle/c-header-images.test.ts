/** Headers of real images, read in C through the generated headers, against the generated parsers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { namesOf } from '../../codegen/resolve/naming.ts'
import { layouts } from '../../generated/layouts.ts'
import { readText } from '../../src/binary/index.ts'
import { findLayout } from '../../src/formats/layouts.ts'
import { type FieldLayout, readStruct, type StructLayout } from '../../src/layout/index.ts'
import { bytesOf, type Fixture, fixtures, goodImages, schemaOf } from '../fixtures.ts'
import { hasTool, tool } from './tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'cowtools-c-images-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hasGcc = hasTool('gcc', '--version')

const fieldsOf = (struct: StructLayout) =>
  struct.items.filter((item): item is FieldLayout => item.kind === 'field')

/** Prints a member: an integer in decimal, text and bytes in hex. */
function printing(field: FieldLayout): string {
  const { name, type, size, endian } = field
  if (type === 'char' || type === 'bytes') return `  hex("${name}", header.${name}, ${size});`
  const order = endian === 'big' ? 'be' : 'le'
  const value = size === 1 ? `header.${name}` : `${order}${size * 8}toh(header.${name})`
  const isSigned = type.startsWith('i')
  const [cast, format] = isSigned ? [`int${size * 8}_t`, 'PRId64'] : [`uint${size * 8}_t`, 'PRIu64']
  const wide = isSigned ? 'int64_t' : 'uint64_t'
  return `  printf("${name} %" ${format} "\\n", (${wide})(${cast})${value});`
}

/** A program that reads a header from each file that it is given, and prints every member. */
function program(id: string, tag: string, fields: readonly FieldLayout[]): string {
  return [
    '#define _DEFAULT_SOURCE',
    '#include <endian.h>',
    '#include <inttypes.h>',
    '#include <stdio.h>',
    `#include "${id}.h"`,
    '__attribute__((unused))',
    'static void hex(const char *name, const void *data, int size) {',
    '  const unsigned char *bytes = data;',
    '  printf("%s ", name);',
    '  for (int at = 0; at < size; at++) printf("%02x", bytes[at]);',
    '  printf("\\n");',
    '}',
    'static int show(const char *path) {',
    `  struct ${tag} header;`,
    '  FILE *file = fopen(path, "rb");',
    '  if (!file || fread(&header, sizeof header, 1, file) != 1) return 1;',
    '  fclose(file);',
    ...fields.map(printing),
    '  printf("\\n");',
    '  return 0;',
    '}',
    'int main(int count, char **paths) {',
    '  for (int at = 1; at < count; at++) if (show(paths[at])) return at;',
    '  return 0;',
    '}',
    '',
  ].join('\n')
}

interface Compiled {
  readonly id: string
  readonly tag: string
  readonly flags: readonly string[]
}

/** Members of the header of each image, as the compiled program prints them. */
function readInC(
  { id, tag, flags }: Compiled,
  images: readonly Fixture[],
): readonly ReadonlyMap<string, string>[] {
  const name = [tag, ...flags].join('')
  writeFileSync(join(folder, `${name}.c`), program(id, tag, fieldsOf(headerOf(id))))
  const include = `-I${resolve('generated', id)}`
  const warnings = ['-std=c11', '-Wall', '-Wextra', '-Werror']
  tool('gcc', [...flags, ...warnings, include, `${name}.c`, '-o', name], folder)
  const paths = images.map((image, at) => {
    const path = join(folder, `${name}-${at}`)
    writeFileSync(path, bytesOf(image).subarray(0, 1 << 16))
    return path
  })
  const blocks = tool(join(folder, name), paths, folder).split('\n\n')
  return blocks.slice(0, images.length).map(
    (block) =>
      new Map(
        block.split('\n').map((line): [string, string] => {
          const [key = '', value = ''] = line.split(' ')
          return [key, value]
        }),
      ),
  )
}

/** What the member of C stands for, in the terms of the parser. */
function asParsed(field: FieldLayout, text: string): unknown {
  const { type, size } = field
  if (type === 'bytes') return text
  if (type !== 'char') return size === 8 ? BigInt(text) : Number(text)
  return readText(Uint8Array.from(Buffer.from(text, 'hex')), 0, size)
}

/** The values that the generated parser finds; constants of bytes are hex pairs there. */
async function parsedBy(id: string, bytes: Uint8Array): Promise<(field: FieldLayout) => unknown> {
  const module = await import(`../../generated/${id}/structs.ts`)
  const { pascal } = namesOf(id)
  const header = module[`parse${pascal}Header`](bytes)
  return ({ name, type }) => {
    const value = header[namesOf(name).camel]
    return type === 'bytes' ? String(value).replaceAll(' ', '') : value
  }
}

/** Fields that the image has: what else the struct reads is something else that follows. */
function presentFields(struct: StructLayout, bytes: Uint8Array): readonly FieldLayout[] {
  const values = readStruct(struct, bytes)
  return fieldsOf(struct).filter(({ name }) => values.get(name) !== undefined)
}

function headerOf(id: string): StructLayout {
  const [header] = findLayout(id)?.structs ?? []
  if (!header) throw new Error(`no layout ${id}`)
  return header
}

const tagOf = (id: string) => `${id.replaceAll('-', '_')}_header`

describe.skipIf(!hasGcc).each([['-m64'], ['-m32']])(
  'a header read in C, compiled with %s',
  (flag) => {
    it.each(layouts.map(({ id }) => id))('has the values that are parsed: %s', async (id) => {
      const images = goodImages.filter((one) => schemaOf(one) === id)
      const all = readInC({ id, tag: tagOf(id), flags: [flag] }, images)
      expect(all.length).toBeGreaterThan(0)
      for (const [at, image] of images.entries()) {
        const bytes = bytesOf(image)
        const parsed = await parsedBy(id, bytes)
        const fields = presentFields(headerOf(id), bytes)
        const inC = fields.map((field) => [
          field.name,
          asParsed(field, all[at]?.get(field.name) ?? ''),
        ])
        expect(inC, image.file).toEqual(fields.map((field) => [field.name, parsed(field)]))
      }
    })
  },
)

it.skipIf(!hasGcc)('the natural struct reads what a program of its ABI wrote', () => {
  const id = 'cow-v2'
  const tag = `${tagOf(id)}_natural`
  const [image] = fixtures.filter((one) => one.tool === 'qemu-cow-i386')
  if (!image) throw new Error('no image of qemu-cow-i386')
  const read = (flag: string) => {
    const [members] = readInC({ id, tag, flags: [flag, '-DCOWTOOLS_ANY_ABI'] }, [image])
    return [Number(members?.get('size')), Number(members?.get('sectorsize'))]
  }
  const { size, sectorsize } = image.header ?? {}
  expect(read('-m32')).toEqual([size, sectorsize])
  expect(read('-m64')).not.toEqual([size, sectorsize])
})
