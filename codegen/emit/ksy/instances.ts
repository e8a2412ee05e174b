/** Strings, values and regions: instances of the file, each null where its header does not place it. */
import type { Expr, Format, LocatedString, Region, Value } from '../../ir.ts'
import { stringExprs } from '../../resolve/expression-tree.ts'
import { docOf } from './docs.ts'
import { type FileScope, fileScope } from './scope.ts'
import { fieldName } from './struct-type.ts'
import type { KsyMap } from './tree.ts'

/** What a part of a format becomes. */
export interface Emitted {
  readonly instances: Readonly<Record<string, KsyMap>>
  readonly types?: Readonly<Record<string, KsyMap>> | undefined
  /** What Kaitai cannot have of it, and why. */
  readonly leftOut?: string | undefined
}

const all = (conditions: readonly string[]) =>
  conditions.length > 0 ? [...new Set(conditions)].join(' and ') : undefined

/** Of 64 bits, in languages where that makes a difference; a name has its own type. */
const integer = (text: string) => (/^([a-z]\w*|\d{1,9})$/.test(text) ? text : `(${text}).as<s8>`)

/** Text of the header area, in its bounds. */
export function stringInstances(string: LocatedString, format: Format, scope: FileScope): Emitted {
  const { ids, text, guards, condition } = scope
  const obstacle = scope.obstacle(...stringExprs(string))
  if (obstacle !== undefined) return { instances: {}, leftOut: `${string.names.spec}: ${obstacle}` }
  const { id, has } = ids.of(string)
  const [pos, size] = [string.offset, string.size].map((field) =>
    fieldName(field, format.header, `${ids.header}.`),
  )
  const fields = [string.offset, string.size].map(
    (field): Expr => ({ type: 'int', kind: 'field', struct: format.header.names.spec, field }),
  )
  const tests = [
    ...guards(...fields, ...stringExprs(string)),
    ...(string.when ? [condition(string.when)] : []),
    ...lengthTests(string, String(size)),
    `${pos} >= ${atom(text(string.min))}`,
    `${pos} + ${size} <= ${atom(text(string.end))}`,
    `${pos} + ${size} <= _io.size`,
  ]
  const longest = string.maxSize === undefined ? '' : `At most ${string.maxSize} bytes.`
  return {
    instances: {
      [has]: { value: all(tests), doc: `Whether ${string.names.spec} is there, in its bounds.` },
      [id]: { pos, size, type: 'str', if: has, ...docOf(string, longest) },
    },
  }
}

/** What the format says of the length of a string. */
function lengthTests({ minSize, maxSize }: LocatedString, size: string): readonly string[] {
  return [
    ...(minSize > 0 ? [`${size} >= ${minSize}`] : []),
    ...(maxSize === undefined ? [] : [`${size} <= ${maxSize}`]),
  ]
}

/** An operand of a comparison. */
const atom = (text: string) => (/^[\w.]+$/.test(text) ? text : `(${text})`)

/** A computed value. */
export function valueInstance(value: Value, scope: FileScope): Emitted {
  const { ids, text, guards } = scope
  const obstacle = scope.obstacle(value.expr)
  if (obstacle !== undefined) return { instances: {}, leftOut: `${value.names.spec}: ${obstacle}` }
  const plain = text(value.expr)
  const unit = value.unit === undefined ? '' : `Unit: ${value.unit}.`
  return {
    instances: {
      [ids.of(value).id]: {
        value: value.expr.type === 'int' ? integer(plain) : plain,
        if: all(guards(value.expr)),
        ...docOf(value, unit),
      },
    },
  }
}

/** Where a region is, how long it is, and as much of it as the file has. */
export function regionInstances(region: Region, format: Format, scope: FileScope): Emitted {
  const { ids, text, guards, condition } = scope
  const { at, size, when, maxSize } = region
  const { id, offset, size: length } = ids.of(region)
  const absent = scope.obstacle(when) ?? scope.obstacle(at)
  if (absent !== undefined) return { instances: {}, leftOut: `${region.names.spec}: ${absent}` }
  const present = [...guards(when), ...(when ? [condition(when)] : [])]
  const place: KsyMap = {
    value: integer(text(at)),
    if: all([...present, ...guards(at)]),
    doc: `Where ${region.names.spec} begins in the file.`,
  }
  const endless = scope.obstacle(size, maxSize)
  if (endless !== undefined) {
    const leftOut = `${region.names.spec}, all but where it begins: ${endless}`
    return { instances: { [offset]: place }, leftOut }
  }
  const extent: KsyMap = {
    value: integer(text(size)),
    if: all([...present, ...guards(size)]),
    doc: `Length of ${region.names.spec}, bytes.`,
  }
  const tests = [
    ...present,
    ...guards(at, size, maxSize),
    `${offset} >= 0`,
    `${offset} <= _io.size`,
    `${length} >= 0`,
    ...(maxSize ? [`${length} <= ${atom(text(maxSize))}`] : []),
  ]
  const records = recordParts(region, format, scope)
  const content = { pos: offset, ...(records?.content ?? contentOf(region, scope)) }
  const bytes = { ...content, if: all([...tests, ...(records?.tests ?? [])]), ...docOf(region) }
  return {
    instances: { [offset]: place, [length]: extent, ...records?.instances, [id]: bytes },
    types: records?.types,
  }
}

/** No more than the file has. */
const clipped = (offset: string, size: string) =>
  `(${size} <= _io.size - ${offset} ? ${size} : _io.size - ${offset})`

function contentOf(region: Region, { ids }: FileScope): KsyMap {
  const { offset, size } = ids.of(region)
  const { entry } = region
  if (!entry) return { size: clipped(offset, size) }
  return {
    type: ids.type(entry.names.spec),
    size: entry.size,
    repeat: 'expr',
    'repeat-expr': `${clipped(offset, size)} / ${entry.size}`,
  }
}

interface RecordParts {
  readonly content: KsyMap
  readonly tests: readonly string[]
  readonly instances: Readonly<Record<string, KsyMap>>
  readonly types: Readonly<Record<string, KsyMap>>
}

/** Entries of varying length: a type for all of them, and one for each. */
function recordParts(region: Region, format: Format, scope: FileScope): RecordParts | undefined {
  const { records } = region
  if (!records) return undefined
  const { ids, text, guards } = scope
  const inEntry = fileScope(format, { struct: records.struct, prefix: 'head.' })
  if (scope.obstacle(records.count) ?? inEntry.obstacle(records.tail)) return undefined
  const { offset, size, count } = ids.of(region)
  const [list, entry] = [
    ids.type(`entries:${region.names.spec}`),
    ids.type(`entry:${region.names.spec}`),
  ]
  const rest = `_io.size - ${offset}`
  const room =
    records.maxSize === undefined
      ? rest
      : `(${rest} <= ${records.maxSize} ? ${rest} : ${records.maxSize})`
  const countValue = { value: integer(text(records.count)), if: all(guards(records.count)) }
  const until = [
    `_index >= ${records.maxCount - 1}`,
    `_index + 1 >= _root.${count}`,
    `_io.size - _io.pos < ${records.struct.size}`,
  ]
  const entries = {
    id: 'entries',
    type: `${entry}(_io.pos)`,
    repeat: 'until',
    'repeat-until': until.join(' or '),
    if: `_root.${count} > 0 and _io.size >= ${records.struct.size}`,
  }
  return {
    content: { size: records.fills ? clipped(offset, size) : room, type: list },
    tests: [...guards(records.count)],
    instances: {
      [count]: { ...countValue, doc: `Number of entries of ${region.names.spec}.` },
    },
    types: {
      [list]: { doc: `Entries of ${region.names.spec}, as many as the file has.`, seq: [entries] },
      [entry]: entryType(records, inEntry),
    },
  }
}

function entryType(records: NonNullable<Region['records']>, scope: FileScope): KsyMap {
  const { struct, tail, align } = records
  return {
    doc: `${struct.summary} What follows it is cut off where the file or the table ends.`,
    params: [{ id: 'start', type: 's8' }],
    seq: [
      { id: 'head', type: scope.ids.type(struct.names.spec), size: struct.size },
      { id: 'tail', size: 'tail_size' },
      { id: 'padding', size: 'padding_size' },
    ],
    instances: {
      room: { value: `_io.size - start - ${struct.size}`, doc: 'Bytes left behind the struct.' },
      stated_size: {
        value: integer(scope.text(tail)),
        doc: 'Bytes behind the struct, as it says.',
      },
      tail_size: { value: 'stated_size <= room ? stated_size : room' },
      padding_wanted: {
        value: `(${align} - (start + ${struct.size} + tail_size) % ${align}) % ${align}`,
      },
      padding_size: {
        value: 'padding_wanted <= room - tail_size ? padding_wanted : room - tail_size',
      },
    },
  }
}
