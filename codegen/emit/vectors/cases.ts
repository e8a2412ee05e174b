/** The images that test vectors are made of: the example of a format, changed one place at a time. */
import type { Layout } from '../../../src/layout/index.ts'
import type { Example, Format } from '../../ir.ts'
import { areaOf, type Draft, draftsOf, extensionCases, written } from './extension-cases.ts'
import { changesOf } from './field-cases.ts'
import { type Case, cut, type Image, patched } from './image.ts'
import { stringCases } from './string-cases.ts'
import { judge, type Known, know } from './verdict.ts'

/** Every case of a format, in the order of the file; none without an example. */
export function casesOf(format: Format, layout: Layout): readonly Case[] {
  const { example } = format
  if (!example) return []
  const own = exampleImage(example)
  const { image: base, kept } = plainImage(own, format, layout)
  const known = know(format, layout, base)
  const area = areaOf(base, known)
  const madeBy = example.madeBy && `Made by: ${example.madeBy}`
  return [
    { name: 'example', summary: `${example.title}.`, image: own, note: madeBy },
    { name: 'plain', summary: 'The same with nothing but a header.', image: base },
    ...headerCases(base, known),
    ...format.strings.flatMap((string) => stringCases(base, known, string)),
    ...(area ? extensionCases(area, kept) : []),
    ...inputCases(base, format),
    ...sizeCases(base, known),
  ]
}

function exampleImage({ size, parts, inputs }: Example): Image {
  return patched({ bytes: new Uint8Array(size), inputs }, ...parts)
}

/**
 * The example with zeros behind its header, and with no extension but those that it would break a
 * rule without: what the other cases change, and short where they are written down.
 */
function plainImage(
  image: Image,
  format: Format,
  layout: Layout,
): { readonly image: Image; readonly kept: readonly Draft[] } {
  const known = know(format, layout, image)
  const header = known.bytes.length
  const body = { at: header, bytes: new Uint8Array(image.bytes.length - header) }
  const bare = patched(image, body)
  const area = areaOf(bare, known)
  if (!area) return { image: bare, kept: [] }
  const before = judge(known).findings
  let kept = draftsOf(known)
  for (const draft of kept) {
    const fewer = kept.filter((one) => one !== draft)
    const after = judge(know(format, layout, written(area, fewer))).findings
    if (after.every((id) => before.includes(id))) kept = fewer
  }
  return { image: written(area, kept), kept }
}

/** Items that the image has; the bytes of others belong to something else. */
function headerCases(image: Image, { format, read }: Known): readonly Case[] {
  return format.header.items.flatMap((item, index) => {
    if (read.items[index]?.state !== 'whole') return []
    const name = item.names.spec
    return changesOf(item, image.bytes, 0).map(({ what, summary, patch }) => ({
      name: `${name}.${what}`,
      summary,
      image: patched(image, patch),
      fields: item.kind === 'field' ? [name] : [],
    }))
  })
}

/** Without what the caller supplies, and with the least of it. */
function inputCases(image: Image, { inputs }: Format): readonly Case[] {
  return inputs.flatMap(({ names: { spec } }) => {
    const others = [...image.inputs].filter(([name]) => name !== spec)
    return [
      {
        name: `${spec}.unknown`,
        summary: `The caller does not know ${spec}.`,
        image: { ...image, inputs: new Map(others) },
        fields: [],
      },
      ...[0n, 1n].map((value) => ({
        name: `${spec}.is_${value}`,
        summary: `The caller says that ${spec} is ${value}.`,
        image: { ...image, inputs: new Map([...others, [spec, value] as const]) },
        fields: [],
      })),
    ]
  })
}

/** Files that end where something in the header does, or one byte before. */
function sizeCases(image: Image, { format: { header }, bytes }: Known): readonly Case[] {
  const ends = [header.minSize, ...header.lengths, header.size, bytes.length]
  const sizes = new Set([0, 1, ...ends.flatMap((end) => [end - 1, end])])
  return [...sizes]
    .filter((size) => size < image.bytes.length)
    .sort((a, b) => a - b)
    .map((size) => ({
      name: `file.${size}_bytes`,
      summary: `The file ends after ${size} bytes.`,
      image: cut(image, size),
    }))
}
