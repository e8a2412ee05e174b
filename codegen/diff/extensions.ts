/** What differs in header extensions: where they are, and which there are. */
import type { Extensions, ExtensionType } from '../ir.ts'
import { type Change, changed } from './model.ts'
import { changesIn, pair, type Two } from './pair.ts'
import { aspectOf } from './texts.ts'

const NAME = 'extensions'

/** Known types go by their number: it is what stands in the file. */
export function extensionChanges({ from, to, renames }: Two): readonly Change[] {
  const [old, now] = [from.extensions, to.extensions]
  if (!old && !now) return []
  const key = ({ type }: ExtensionType) => String(type)
  const types = changesIn(
    'extension',
    pair(old?.types ?? [], now?.types ?? [], { old: key, new: key }),
    {
      name: ({ names }) => names.spec,
      is: ({ type, content, summary }) => `type 0x${type.toString(16)}, ${content}: ${summary}`,
      aspects: (a, b) => [
        { what: 'content', before: a.content, after: b.content },
        { what: 'struct', before: a.struct?.names.spec, after: b.struct?.names.spec },
        { what: 'at most', before: a.maxSize, after: b.maxSize },
      ],
    },
  )
  if (!old || !now) {
    const kind = now ? 'added' : 'removed'
    const { summary: is } = now ?? old ?? { summary: '' }
    return [{ kind, part: 'extension', name: NAME, is }, ...types]
  }
  const record = ({ record, type, length }: Extensions) =>
    `${record.names.spec}: ${type.names.spec}, ${length.names.spec}`
  const list = changed('extension', { name: NAME, was: NAME }, [
    ...aspectOf('offset', [old.at, now.at], renames),
    ...aspectOf('end', [old.end, now.end], renames),
    { what: 'record', before: record(old), after: record(now) },
    { what: 'alignment', before: old.align, after: now.align },
    { what: 'end type', before: String(old.endType), after: String(now.endType) },
    { what: 'at most', before: old.maxCount, after: now.maxCount },
    { what: 'unknown types', before: old.unknown, after: now.unknown },
  ])
  return [...list, ...types]
}
