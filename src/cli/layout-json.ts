/** What `layout` prints for programs. */
import {
  endianOf,
  expressionText,
  type HoleView,
  isSame,
  jsonText,
  type Layout,
  type MemberView,
  type StructView,
  totalsOf,
} from '../layout/index.ts'

/** The structs of a format as JSON: offsets, sizes, holes, totals, ABIs. */
export function layoutJson(layout: Layout, views: readonly StructView[]): string {
  const { id, family, title } = layout
  return `${jsonText({ format: family, schema: id, title, structs: views.map(structJson) })}\n`
}

function structJson(view: StructView): object {
  const { struct, rows, abi, size } = view
  const totals = totalsOf(view)
  return {
    name: struct.name,
    summary: struct.summary,
    abi,
    size,
    'size-in-file': struct.size,
    'smallest-size': struct.minSize === struct.size ? undefined : struct.minSize,
    'length-field': struct.lengthField,
    'byte-order': view.endian,
    'sum-members': totals.memberBytes,
    'sum-holes': totals.holeBytes,
    padding: totals.padding,
    members: rows.filter((row) => row.kind === 'member').map(memberJson),
    holes: rows.filter((row) => row.kind === 'hole').map(holeJson),
    c: struct.c && {
      name: struct.c.name,
      abi: struct.c.abi,
      packed: struct.c.packed,
      layouts: struct.c.layouts.map((one) => ({
        abi: one.abi,
        same: isSame(struct, one),
        size: one.size,
        moved: one.moved,
        holes: one.holes.map(({ at, size }) => ({ offset: at, size })),
      })),
    },
  }
}

function memberJson({ item, offset, type }: MemberView): object {
  const common = {
    name: item.name,
    kind: item.kind,
    summary: item.summary,
    offset,
    'offset-in-file': item.offset,
    size: item.size,
    'c-type': type,
    when: item.when && expressionText(item.when),
    'in-tail': item.inTail ? true : undefined,
  }
  if (item.kind !== 'field') return common
  return {
    ...common,
    type: item.type,
    'byte-order': endianOf(item),
    unit: item.unit,
    constant: item.constant,
    range: item.range,
    values: item.values,
    bits: item.bits,
    default: item.fallback,
  }
}

function holeJson({ offset, size, isPadding, summary }: HoleView): object {
  return { kind: isPadding ? 'padding' : 'hole', offset, size, summary }
}
