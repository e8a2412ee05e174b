/**
 * Patterns for the hex editor ImHex: `<id>/<id>.hexpat`.
 *
 * One pattern per format. It colours and names every byte of the header, and places strings,
 * extensions and regions. Numbers are computed with 128 bits, so they are exact; it judges nothing.
 * There is no interpreter of the language that tests could install, so they run the output in one of
 * their own, which knows no more than what is emitted here and does as the documentation says.
 */
import type { Format } from '../../ir.ts'
import { banner, type Emitter, type OutputFile } from '../../output.ts'
import { partsThroughValues } from '../../resolve/expressions.ts'
import { FUNCTIONS, functionsOf } from './expression.ts'
import { createGlobals, type Globals, shownExprs } from './globals.ts'
import { SHOWN, type Shown, shownExtensions, shownRegion, shownString } from './image.ts'
import { indented, lostItems, plain, structLines, type TypeNames, typeNames } from './types.ts'

/** Emits one ImHex pattern per format. */
export const emitImhex: Emitter = (formats) => formats.map(emitOne)

function emitOne(format: Format): OutputFile {
  const types = typeNames(format.structs)
  const image = types.made('Image')
  const globals = createGlobals(format, [...FIXED, 'image'])
  const shown = shownParts(format, globals, types)
  const leftOut = [
    ...format.structs.flatMap(lostItems),
    ...shown.flatMap((part) => part.leftOut ?? []),
  ]
  const members = [
    `${types.struct(format.header)} ${format.header.names.spec};`,
    ...shown.flatMap((part) => part.members),
  ]
  const lines = [
    ...head(format, leftOut),
    '',
    ...pragmas(format),
    '',
    'import std.core;',
    'import std.mem;',
    '',
    ...functions(format),
    ...format.structs.toReversed().flatMap((struct) => structLines(struct, types)),
    '// What the header says, and what follows from it.',
    ...globals.lines,
    '',
    ...shown.flatMap((part) => part.types),
    `// ${plain(format.title)}.`,
    `struct ${image} {`,
    ...indented(members),
    '};',
    '',
    `${image} image @ 0x00;`,
    '',
  ]
  return { root: 'out', path: `${format.id}/${format.id}.hexpat`, text: lines.join('\n') }
}

/** Names that every pattern has. */
const FIXED = [
  'file_size',
  'has_extensions',
  'extensions_at',
  'extensions_end',
  'extensions_limit',
  'find_extension',
  'least',
  'greatest',
  'ceil_div',
  'align_up',
  'is_power_of_two',
]

function shownParts(format: Format, globals: Globals, types: TypeNames): readonly Shown[] {
  const { extensions } = format
  return [
    ...format.values.map((value): Shown => {
      const obstacle = globals.obstacle(value.expr)
      if (obstacle === undefined) globals.value(value)
      const leftOut = obstacle === undefined ? undefined : `${value.names.spec}: ${obstacle}`
      return { types: [], members: [], leftOut }
    }),
    ...format.strings.map((string) => shownString(string, globals)),
    ...(extensions ? [shownExtensions(extensions, globals, types)] : []),
    ...format.regions.map((region) => shownRegion(region, globals, types)),
  ]
}

function functions(format: Format): readonly string[] {
  const needed = new Set(['min'])
  const conditions = format.structs.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind !== 'hole' && item.when ? [item.when] : [])),
  )
  for (const expr of [...shownExprs(format), ...conditions]) {
    for (const part of partsThroughValues(expr)) {
      for (const name of functionsOf(part)) needed.add(name)
    }
  }
  return Object.entries(FUNCTIONS).flatMap(([name, text]) => (needed.has(name) ? [text, ''] : []))
}

function pragmas(format: Format): readonly string[] {
  return [
    `#pragma description ${plain(format.title)}`,
    `#pragma endian ${format.endian}`,
    ...magics(format),
    `#pragma array_limit ${2 * SHOWN.bytes}`,
    `#pragma pattern_limit ${16 * SHOWN.bytes}`,
  ]
}

/** Signatures at one place become one, with `??` where they differ. */
function magics({ detect }: Format): readonly string[] {
  const places = [...new Set(detect.map(({ at }) => at))]
  return places.map((at) => {
    const all = detect.filter((one) => one.at === at).map(({ bytes }) => bytes)
    const length = Math.min(...all.map((bytes) => bytes.length))
    const pairs = Array.from({ length }, (_, index) => {
      const found = new Set(all.map((bytes) => bytes[index]))
      const [byte] = found
      if (found.size > 1 || byte === undefined) return '??'
      return byte.toString(16).padStart(2, '0').toUpperCase()
    })
    return `#pragma magic [ ${pairs.join(' ')} ] @ 0x${at.toString(16).padStart(2, '0')}`
  })
}

function head(format: Format, leftOut: readonly string[]): readonly string[] {
  const lines = [
    banner(format),
    '',
    'A pattern for the hex editor ImHex. Put it into its folder of patterns, or open it in its editor.',
    '',
    'It shows and judges nothing: a number out of its range is shown as it is, and what it would place',
    'is not. It does not have:',
    '- the rules of the format with their severities, and advice on what is broken',
    `- more than ${SHOWN.bytes} bytes or ${SHOWN.entries} entries of a region`,
    '- a test that runs it in ImHex: tests run it in a small interpreter of their own',
    ...leftOut.map((one) => `- ${one}`),
  ]
  return lines.map((line) => `// ${line}`.trimEnd())
}
