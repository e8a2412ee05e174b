/**
 * A header for C11 and C++11 per format: `<id>/<id>.h`.
 *
 * Structs with the layout of the file, byte by byte, and the constants of the format as macros. The
 * compiler holds every offset and size to the schema. Several of them can be included at once: names
 * begin with the format, and none is given twice among formats that are generated together.
 */
import type { Format } from '../../ir.ts'
import { banner, type Emitter } from '../../output.ts'
import { block, inert, type Paragraphs } from './comment.ts'
import { extensionConstants, signatureConstants } from './constants.ts'
import { type Claim, createClaim, namedStructs } from './names.ts'
import { naturalLines } from './natural.ts'
import { structLines } from './struct.ts'

/** Emits one C header per format. */
export const emitCHeader: Emitter = (formats) => {
  const claim = createClaim()
  return formats.map((format) => ({
    root: 'out' as const,
    path: `${format.id}/${format.id}.h`,
    text: headerText(format, claim),
  }))
}

function headerText(format: Format, claim: Claim): string {
  const guard = claim(`COWTOOLS_${format.names.upper}_H`)
  const assert = claim(`${format.names.upper}_ASSERT`)
  const structs = namedStructs(format, claim)
  const lines = [
    // On a line of its own, however long: it marks the file as generated.
    '/*',
    ` * ${inert(banner(format))}`,
    ...block('/*', introduction(format)).slice(1),
    `#ifndef ${guard}`,
    `#define ${guard}`,
    '',
    '#include <stddef.h>',
    '#include <stdint.h>',
    '',
    '#ifdef __cplusplus',
    `#define ${assert} static_assert`,
    '#else',
    `#define ${assert} _Static_assert`,
    '#endif',
    '',
    ...signatureConstants(format, claim),
    ...structs.flatMap((named) => [
      '',
      ...structLines(named, claim, assert),
      ...naturalLines(named, assert),
    ]),
    ...(format.extensions ? ['', ...extensionConstants(format.extensions, format, claim)] : []),
    '',
    `#undef ${assert}`,
    '',
    `#endif /* ${guard} */`,
  ]
  return `${lines.join('\n')}\n`
}

function introduction(format: Format): Paragraphs {
  return [
    '',
    `${format.title} (${format.id}): its structs and constants, for C11 and C++11.`,
    '',
    'Every struct is packed: copy bytes of the file into one, and each member stands where the ' +
      'file has it. Integers keep the byte order of the file, which the comment behind each member ' +
      'gives; convert them, for example with be64toh() and le64toh() of <endian.h>. A pointer to a ' +
      'member of a packed struct may be unaligned: copy the value instead. The number before the ' +
      'byte order is the offset in the struct.',
    '',
    'What a header cannot carry, and the program has to see to:',
    ...openPoints(format).map((text, at, all) => `- ${text}${at < all.length - 1 ? ';' : '.'}`),
  ]
}

/** What this format has and C declarations cannot say. */
function openPoints(format: Format): readonly string[] {
  const { structs, strings, extensions, regions } = format
  const isPartial = structs.some(({ items }) =>
    items.some((item) => item.kind !== 'hole' && (item.when !== undefined || item.inTail)),
  )
  const list = (things: readonly { readonly names: { readonly spec: string } }[]) =>
    things.map(({ names }) => names.spec).join(', ')
  return [
    'the rules of a good image: constants, ranges and bits are here, and nothing checks them',
    ...(isPartial ? ['which optional members are there: a comment gives the condition'] : []),
    ...(strings.length > 0
      ? [`text that the header locates by an offset and a length: ${list(strings)}`]
      : []),
    ...(extensions ? ['the walk through the header extensions, whose types are here'] : []),
    ...(regions.length > 0 ? [`where the rest of the file stands: ${list(regions)}`] : []),
  ]
}
