/**
 * Kaitai Struct descriptions: `<id>/<id>.ksy`.
 *
 * One description per format, for Kaitai's compiler (parsers in a dozen languages) and its Web IDE.
 * It holds the layout: structs, strings, extensions, values, regions. It judges nothing, and what it
 * cannot hold is said in its first comment, by name.
 */
import type { Expr, Field, Format } from '../../ir.ts'
import { banner, type Emitter, type OutputFile } from '../../output.ts'
import { partsThroughValues } from '../../resolve/expressions.ts'
import { docOf } from './docs.ts'
import { extensionInstances, extensionTypes } from './extensions.ts'
import { ksyId } from './ids.ts'
import { type Emitted, regionInstances, stringInstances, valueInstance } from './instances.ts'
import { type FileScope, fileScope, isLimited, readingExprs } from './scope.ts'
import {
  constantBytes,
  hasHalves,
  lostItems,
  type Needs,
  needsHalves,
  structType,
} from './struct-type.ts'
import { type KsyMap, ksyText } from './tree.ts'

/** Oldest version of Kaitai that compiles the output. */
const KAITAI_VERSION = '0.10'

/** Emits one Kaitai Struct description per format. */
export const emitKsy: Emitter = (formats) => formats.map(emitOne)

function emitOne(format: Format): OutputFile {
  const scope = fileScope(format)
  const needs = needsOf(format)
  const list = listOf(format, scope)
  const parts = partsOf(format, scope)
  const emitted = [...list, ...parts]
  const leftOut = [
    ...format.structs.flatMap(lostItems),
    ...emitted.flatMap((part) => part.leftOut ?? []),
  ]
  const instances = merged(emitted.map((part) => part.instances))
  const root: KsyMap = {
    meta: {
      id: ksyId(format.id),
      title: format.title,
      endian: format.endian === 'big' ? 'be' : 'le',
      encoding: 'UTF-8',
      'ks-version': KAITAI_VERSION,
    },
    ...docOf(format, format.howItWorks),
    seq: [{ id: scope.ids.header, type: scope.ids.type(format.header.names.spec) }],
    instances: Object.keys(instances).length > 0 ? instances : undefined,
    types: {
      ...Object.fromEntries(
        format.structs.map((struct) => [
          scope.ids.type(struct.names.spec),
          structType(struct, needs),
        ]),
      ),
      ...merged(emitted.map((part) => part.types ?? {})),
    },
  }
  return {
    root: 'out',
    path: `${format.id}/${format.id}.ksy`,
    text: ksyText(head(format, leftOut), root),
  }
}

const merged = (maps: readonly Readonly<Record<string, KsyMap>>[]): Record<string, KsyMap> =>
  Object.assign({}, ...maps)

function partsOf(format: Format, scope: FileScope): readonly Emitted[] {
  return [
    ...format.strings.map((string) => stringInstances(string, format, scope)),
    ...format.values.map((value) => valueInstance(value, scope)),
    ...format.regions.map((region) => regionInstances(region, format, scope)),
  ]
}

function listOf(format: Format, scope: FileScope): readonly Emitted[] {
  const { extensions } = format
  if (!extensions) return []
  const obstacle = scope.obstacle(extensions.at, extensions.end)
  if (obstacle !== undefined) return [{ instances: {}, leftOut: `the extensions: ${obstacle}` }]
  const types = extensionTypes(format, scope)
  return [{ instances: extensionInstances(extensions, scope), types }]
}

/** What the expressions of a format read of its fields. */
function needsOf(format: Format): Needs {
  const ranges = new Set<Field>()
  const halves = new Set<Field>()
  for (const { offset, size } of format.strings) {
    for (const field of [offset, size]) if (isLimited(field)) ranges.add(field)
  }
  for (const part of allParts(format)) {
    if (part.kind !== 'field' && part.kind !== 'extensionField') continue
    if (isLimited(part.field)) ranges.add(part.field)
  }
  for (const field of ranges) if (needsHalves(field)) halves.add(field)
  for (const part of allParts(format)) {
    if (part.kind !== 'binary' || (part.operator !== '&' && part.operator !== '|')) continue
    for (const side of [part.left, part.right]) {
      if (side.kind === 'field' && hasHalves(side.field)) halves.add(side.field)
    }
  }
  return { ranges, halves, magics: magicsOf(format) }
}

function* allParts(format: Format): Generator<Expr> {
  for (const expr of readingExprs(format)) yield* partsThroughValues(expr)
  for (const struct of format.structs) {
    for (const item of struct.items) {
      if (item.kind !== 'hole' && item.when) yield* partsThroughValues(item.when)
    }
  }
}

/** Constants of the header that every signature holds. */
function magicsOf({ header, detect }: Format): ReadonlySet<Field> {
  const fields = header.items.filter((item) => item.kind === 'field')
  const magics = fields.filter((field) => {
    if (!field.constant || field.when || field.inTail) return false
    const bytes = constantBytes(field)
    return detect.every((signature) =>
      bytes.every((byte, index) => signature.bytes[field.offset + index - signature.at] === byte),
    )
  })
  return new Set(magics)
}

/** A fault of `kaitai-struct` 0.11 for JavaScript: `-4294967296` comes out as 0. */
const SIGNED_WIDE = [
  '- negative 64-bit integers in JavaScript: its runtime reads some of them 2^32 too large',
]

const hasSignedWide = ({ structs }: Format) =>
  structs.some(({ items }) =>
    items.some((item) => item.kind === 'field' && item.type.kind === 'int' && item.size === 8),
  )

function head(format: Format, leftOut: readonly string[]): readonly string[] {
  return [
    banner(format),
    '',
    'A Kaitai Struct description, for version 0.11 of its compiler (0.10 does for most languages) and',
    'for the Web IDE at https://ide.kaitai.io, together with an image.',
    '',
    'It reads and judges nothing. A wrong constant and a file that ends inside the header stop it; a',
    'number out of its range is read as it is, and what is computed from it is null. Everything that',
    'the file places is held against the end of the file first. It does not have:',
    '- the rules of the format with their severities, and advice on what is broken',
    '- a way to write',
    '- exact numbers everywhere: in JavaScript 64-bit integers are exact up to 2^53 (the instances',
    '  …_low and …_high and the bits of a word always are); in C++, C#, Go and Java arithmetic on',
    '  32-bit fields may overflow',
    '- text that is not UTF-8: what becomes of it depends on the language',
    ...(hasSignedWide(format) ? SIGNED_WIDE : []),
    ...leftOut.map((one) => `- ${one}`),
  ]
}
