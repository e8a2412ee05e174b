/** Where findings point: places that a layout names, in the bytes of one file. */
import type { Place } from '../../binary/finding.ts'
import { placeOfExtension, placeOfRegion, placeOfText } from '../../binary/places.ts'
import { headerOf } from '../interpret.ts'
import type { Expr, FieldLayout, Layout, RegionLayout } from '../layout.ts'
import { recordShapeOf, structNamed } from '../located.ts'
import type { Examined } from './examine.ts'

type Extension = NonNullable<Layout['extensions']>['types'][number]

/** The field of the header with a name of the specification. */
export function headerField(layout: Layout, name: string): FieldLayout | undefined {
  const item = headerOf(layout)?.items.find((one) => one.name === name)
  return item?.kind === 'field' ? item : undefined
}

/** A known extension type and a field of its content, by `extensions.NAME[.FIELD]`. */
export function extensionNamed(
  layout: Layout,
  path: string,
): { readonly type: Extension; readonly field: FieldLayout | undefined } | undefined {
  const [list, name, fieldName] = path.split('.')
  if (list !== 'extensions') return undefined
  const type = layout.extensions?.types.find((one) => one.name === name)
  if (type === undefined) return undefined
  const item = structNamed(layout, type.struct)?.items.find((one) => one.name === fieldName)
  return { type, field: item?.kind === 'field' ? item : undefined }
}

/** The bytes that `at` names; undefined for a region that the file does not have. */
export function placeNamed(examined: Examined, at: string): Place | undefined {
  const { layout, records, strings, regions } = examined
  const field = at.startsWith('header.') ? headerField(layout, at.slice(7)) : undefined
  if (field !== undefined) return spanOf([field])
  const extension = extensionNamed(layout, at)
  if (extension !== undefined) {
    const part = extension.field && { offset: extension.field.offset, length: extension.field.size }
    return placeOfExtension(at, records, recordOf(layout, extension.type), part)
  }
  const string = strings.find((one) => one.string.name === at)
  if (string !== undefined)
    return placeOfText(at, string.located, placeOfString(layout, string.string))
  const region = regions.find((one) => one.region.name === at)?.region
  return region && placeOfRegion(region)
}

const recordOf = (layout: Layout, { type }: Extension) => ({
  type: Number(type),
  size: recordShapeOf(layout)?.size ?? 0,
})

/** The fields that locate a name. */
export function placeOfString(
  layout: Layout,
  { offset, size }: { readonly offset: string; readonly size: string },
): Place {
  return spanOf([offset, size].flatMap((name) => headerField(layout, name) ?? []))
}

/** Header fields together, from the first to the last. */
function spanOf(fields: readonly FieldLayout[]): Place {
  const start = Math.min(...fields.map(({ offset }) => offset))
  const end = Math.max(...fields.map(({ offset, size }) => offset + size))
  const names = fields.map(({ name }) => `header.${name}`).join(', ')
  return { field: names, offset: start, length: end - start }
}

/** The fields that say where a region is: of the header, or of one extension. */
export function placeOfRegionFields(
  { layout, records }: Examined,
  { at, size }: RegionLayout,
): Place | undefined {
  const names = new Set([...namesIn(layout.values, at), ...namesIn(layout.values, size)])
  const parts = [...names].flatMap((name) => {
    const found = extensionNamed(layout, name)
    return found?.field ? [{ type: found.type, field: found.field }] : []
  })
  const [first] = parts.sort((a, b) => a.field.offset - b.field.offset)
  if (first !== undefined) {
    const fields = parts.filter(({ type }) => type === first.type).map(({ field }) => field)
    const { offset, length } = spanOf(fields)
    const text = fields.map(({ name }) => `extensions.${first.type.name}.${name}`).join(', ')
    const part = { offset: Number(offset), length: Number(length) }
    return placeOfExtension(text, records, recordOf(layout, first.type), part)
  }
  const fields = [...names].flatMap((name) =>
    name.startsWith('header.') ? (headerField(layout, name.slice(7)) ?? []) : [],
  )
  return fields.length === 0 ? undefined : spanOf(fields.sort((a, b) => a.offset - b.offset))
}

/** Names that an expression reads, and those behind the values among them. */
export function namesIn(
  values: Layout['values'],
  expr: Expr,
  seen = new Set<string>(),
): ReadonlySet<string> {
  switch (expr.kind) {
    case 'int':
    case 'text':
      break
    case 'name': {
      const value = values.find(({ name }) => name === expr.name)
      const isNew = !seen.has(expr.name)
      seen.add(expr.name)
      if (isNew && value) namesIn(values, value.value, seen)
      break
    }
    case 'unary':
      namesIn(values, expr.operand, seen)
      break
    case 'binary':
      for (const part of [expr.left, expr.right]) namesIn(values, part, seen)
      break
    case 'conditional':
      for (const part of [expr.test, expr.then, expr.else]) namesIn(values, part, seen)
      break
    case 'call':
      for (const part of expr.args) namesIn(values, part, seen)
  }
  return seen
}
