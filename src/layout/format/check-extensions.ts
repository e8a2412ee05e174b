/** The rules of header extensions, and of what stands in them. */
import { checkExtensions, type KnownExtension } from '../../binary/check.ts'
import type { Finding } from '../../binary/finding.ts'
import type { Layout } from '../layout.ts'
import { recordShapeOf, structNamed } from '../located.ts'
import { placeItems } from '../struct.ts'
import { checkItem } from './check-item.ts'
import type { Examined } from './examine.ts'
import type { RuleTable } from './rule-table.ts'

type Type = NonNullable<Layout['extensions']>['types'][number]

/** Checks the extension area, where the format has one. */
export function checkExtensionArea(
  findings: Finding[],
  rules: RuleTable,
  { layout, bytes, records }: Examined,
): void {
  const { extensions } = layout
  const shape = recordShapeOf(layout)
  if (extensions === undefined || shape === undefined) return
  const known = extensions.types.map((type) =>
    knownExtension(findings, rules, { layout, bytes, type }),
  )
  const of = (what: 'bounds' | 'count' | 'duplicate' | 'unknown') =>
    rules.implied('extensions', what)
  checkExtensions(
    findings,
    {
      bounds: of('bounds'),
      count: of('count'),
      duplicate: of('duplicate'),
      unknown: of('unknown'),
    },
    records,
    { size: shape.size, endType: shape.endType, known },
  )
}

interface TypeToCheck {
  readonly layout: Layout
  readonly bytes: Uint8Array
  readonly type: Type
}

function knownExtension(
  findings: Finding[],
  rules: RuleTable,
  { layout, bytes, type }: TypeToCheck,
): KnownExtension {
  const { name, content, maxSize } = type
  const struct = structNamed(layout, type.struct)
  const isLimited = struct !== undefined || maxSize !== undefined
  return {
    type: Number(type.type),
    name,
    ...(isLimited && {
      content: rules.implied(`extensions.${name}`, 'content'),
      ...contentSize(type, struct?.size ?? 1),
    }),
    ...(content === 'text' && { control: rules.implied(name, 'control') }),
    ...(content === 'rows' && { rowSize: struct?.size ?? 1 }),
    ...(struct && {
      check: (at, place) => {
        for (const placed of placeItems(struct, bytes, at)) {
          const { item } = placed
          const where = place(item.name, item.offset, item.size)
          checkItem(findings, rules, { placed, about: `${name}.${item.name}`, place: where, bytes })
        }
      },
    }),
  }
}

/** Which lengths of content an extension can have. */
function contentSize(
  { content, maxSize }: Type,
  size: number,
): { readonly fits: (length: number) => boolean; readonly expected: string } {
  const most = maxSize ?? Number.POSITIVE_INFINITY
  const limit = maxSize === undefined ? '' : `at most ${maxSize}`
  switch (content) {
    case 'struct':
      return { fits: (length) => length === size, expected: `${size} bytes` }
    case 'rows':
      return {
        fits: (length) => length % size === 0 && length <= most,
        expected: [`a multiple of ${size} bytes`, ...(limit === '' ? [] : [limit])].join(', '),
      }
    case 'text':
    case 'bytes':
      return { fits: (length) => length <= most, expected: `${limit} bytes` }
  }
}
