/** The parts of a file that its map shows. */
import type { Format, Place, Region, TextFrom } from '../../ir.ts'
import { show } from '../../resolve/expressions.ts'
import { bytesText } from '../markdown/words.ts'
import { type WorkedExample, workedExample } from '../markdown/worked-example.ts'

/** A box of the map. */
export interface FilePart {
  readonly kind: 'number' | 'constant' | 'text' | 'bits' | 'gap'
  readonly name: string
  readonly summary: string
  readonly lines: readonly string[]
  readonly isOptional: boolean
  /** Heading that the box stands under; empty for the file itself from byte 0 on. */
  readonly group: string
  /** Offset in the format's example. */
  readonly example: string
}

/** The parts in the order of the file; then what fields place anywhere; then other files. */
export function fileParts(format: Format): readonly FilePart[] {
  const worked = workedExample(format)
  const computed = format.regions.filter((region) => region.placed === 'computed')
  const byField = format.regions.filter((region) => region.placed === 'by-field')
  return [
    headerPart(format),
    ...areaParts(format, worked),
    ...withGaps(format, computed, worked),
    ...byField.map((region) =>
      regionPart(region, worked, 'anywhere in the file, where a field says'),
    ),
    ...otherFiles(format),
  ]
}

function plain(markdown: string): string {
  return markdown.replace(/[*`]/g, '')
}

function headerPart({ header }: Format): FilePart {
  const { lengthField, size, minSize } = header
  const length = lengthField
    ? `${minSize} to ${bytesText(size)}, see ${lengthField.names.spec}`
    : bytesText(size)
  return {
    kind: 'number',
    name: 'header',
    summary: plain(header.summary),
    lines: [`at 0, ${length}`],
    isOptional: false,
    group: '',
    example: '0',
  }
}

function areaParts(format: Format, worked: WorkedExample | undefined): readonly FilePart[] {
  const { extensions, strings, area } = format
  const parts: FilePart[] = []
  if (extensions) {
    parts.push({
      kind: 'bits',
      name: 'header extensions',
      summary: plain(extensions.summary),
      lines: [`at ${show(extensions.at)}`, `up to ${show(extensions.end)}`],
      isOptional: true,
      group: '',
      example: numberText(worked?.value(extensions.at)),
    })
  }
  for (const string of strings) {
    const isAbsent = string.when !== undefined && worked?.value(string.when) !== true
    const at = { type: 'int', kind: 'field', struct: 'header', field: string.offset } as const
    parts.push({
      kind: 'text',
      name: string.names.spec,
      summary: plain(string.summary),
      lines: [`at header.${string.offset.names.spec}, header.${string.size.names.spec} bytes`],
      isOptional: string.when !== undefined,
      group: '',
      example: isAbsent ? '' : numberText(worked?.value(at)),
    })
  }
  if (extensions || strings.length > 0) {
    parts.push({ ...GAP, name: `rest of the header area, up to ${show(area)}` })
  }
  return parts
}

const GAP: FilePart = {
  kind: 'gap',
  name: '',
  summary: '',
  lines: [],
  isOptional: false,
  group: '',
  example: '',
}

/** Regions one behind the other, and the gaps that the example has between them. */
function withGaps(
  format: Format,
  regions: readonly Region[],
  worked: WorkedExample | undefined,
): readonly FilePart[] {
  const parts: FilePart[] = []
  let end = worked?.value(format.area)
  for (const region of regions) {
    const at = worked?.value(region.at)
    const size = worked?.value(region.size)
    if (typeof at === 'bigint' && typeof end === 'bigint' && at > end) {
      parts.push({ ...GAP, name: `unused: ${at - end} bytes in the example`, example: String(end) })
    }
    parts.push(regionPart(region, worked, ''))
    end = typeof at === 'bigint' && typeof size === 'bigint' ? at + size : undefined
  }
  return parts
}

const KINDS = { bitmap: 'constant', table: 'bits', data: 'number', unused: 'gap' } as const

function regionPart(region: Region, worked: WorkedExample | undefined, group: string): FilePart {
  const isAbsent = region.when !== undefined && worked?.value(region.when) !== true
  const when = region.when ? [`if ${show(region.when)}`] : []
  return {
    kind: KINDS[region.kind],
    name: region.names.spec,
    summary: plain(region.summary),
    lines: [`at ${show(region.at)}`, `size ${show(region.size)}`, ...when],
    isOptional: region.when !== undefined,
    group,
    example: isAbsent ? '' : numberText(worked?.value(region.at)),
  }
}

function numberText(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : ''
}

function otherFiles({ info }: Format): readonly FilePart[] {
  const files: FilePart[] = []
  const add = (name: string, from: TextFrom | undefined) => {
    if (from?.kind !== 'from') return
    const where = `its name is in ${placeName(from.place)}`
    const lines = [where]
    files.push({ ...GAP, kind: 'text', name, lines, isOptional: true, group: 'other files' })
  }
  add('image file', info.imageFile)
  add('backing file', info.backingFile)
  return files
}

function placeName(place: Place): string {
  switch (place.kind) {
    case 'field':
      return `header.${place.field.names.spec}`
    case 'string':
      return place.string.names.spec
    case 'region':
      return place.region.names.spec
    case 'extension':
      return `the extension ${place.extension.names.spec}`
    case 'extensionField':
      return `${place.extension.names.spec}.${place.field.names.spec}`
  }
}
