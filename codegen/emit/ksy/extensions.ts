/**
 * Header extensions as Kaitai types: a list, its records, and the content of each known type.
 *
 * A list ends at its end marker, at a record that is cut off, after so many records as a reader
 * follows, or where no further record fits. A record knows where it begins and which records of a
 * known type stood before it, because Kaitai cannot search a list.
 */
import type { Extensions, ExtensionType, Format } from '../../ir.ts'
import { partsThroughValues } from '../../resolve/expressions.ts'
import { docOf } from './docs.ts'
import { type FileScope, firstName, hasName, indexName, readingExprs } from './scope.ts'
import { fieldName } from './struct-type.ts'
import type { KsyMap } from './tree.ts'

/** Types of the list, of its records, and of their contents, by name. */
export function extensionTypes(format: Format, scope: FileScope): Readonly<Record<string, KsyMap>> {
  const { extensions } = format
  if (!extensions) return {}
  const sought = soughtTypes(format)
  const { ids } = scope
  const contents = extensions.types
    .filter(({ content }) => content !== 'bytes')
    .map((type) => [ids.type(`extension:${type.names.spec}`), contentType(type, ids.type)] as const)
  return {
    [ids.type('extensions:')]: listType(extensions, sought, scope),
    [ids.type('extension:')]: recordType(extensions, sought, scope),
    ...Object.fromEntries(contents),
  }
}

/** Instances of the file: where the list is, and the list. */
export function extensionInstances(extensions: Extensions, scope: FileScope) {
  const { ids, text, guards } = scope
  const unique = guards(extensions.at, extensions.end)
  const condition = unique.length > 0 ? unique.join(' and ') : undefined
  const { extensionsAt: at, extensionsEnd: end } = ids
  const inside = [...unique, `${at} >= 0`]
  const first = `(${at} <= _io.size ? ${at} : _io.size)`
  const last = `(${end} <= _io.size ? ${end} : _io.size)`
  return {
    [at]: { value: `(${text(extensions.at)}).as<s8>`, if: condition },
    [end]: { value: `(${text(extensions.end)}).as<s8>`, if: condition },
    [ids.hasExtensions]: { value: inside.join(' and ') },
    [ids.extensions]: {
      pos: first,
      size: `${last} >= ${first} ? ${last} - ${first} : 0`,
      type: ids.type('extensions:'),
      if: ids.hasExtensions,
      ...docOf(extensions),
    },
  }
}

/** Extension types that an expression asks for. */
function soughtTypes(format: Format): readonly ExtensionType[] {
  const found = new Set<ExtensionType>()
  for (const expr of readingExprs(format)) {
    for (const part of partsThroughValues(expr)) {
      if (part.kind === 'has' || part.kind === 'extensionField') found.add(part.extension)
    }
  }
  return [...found]
}

function listType(extensions: Extensions, sought: readonly ExtensionType[], { ids }: FileScope) {
  const { record, maxCount } = extensions
  const hasRoom = `_io.size >= ${record.size}`
  const before = sought.map((type) => `_index == 0 ? -1 : records[_index - 1].${indexName(type)}`)
  const nextFits = `_root.${ids.extensionsAt} + records.last.next + ${record.size} > _root.${ids.extensionsEnd}`
  const isWhole = `not records.last.is_cut and (records.last.is_end or ${nextFits})`
  const nothingFits = `_root.${ids.extensionsAt} + ${record.size} > _root.${ids.extensionsEnd}`
  const until = [
    '_.is_end',
    '_.is_cut',
    `_index >= ${maxCount - 1}`,
    `_io.size - _io.pos < ${record.size}`,
  ]
  return {
    doc: 'Header extensions, in order.',
    seq: [
      {
        id: 'records',
        type: `${ids.type('extension:')}(${['_index', '_io.pos', ...before].join(', ')})`,
        repeat: 'until',
        'repeat-until': until.join(' or '),
        if: hasRoom,
      },
    ],
    instances: {
      is_whole: {
        value: `${hasRoom} ? ${isWhole} : ${nothingFits}`,
        doc: 'Whether all were read: up to the end marker, or to the end of the area.',
      },
      ...Object.fromEntries(sought.flatMap((type) => soughtInstances(type, hasRoom))),
    },
  }
}

function soughtInstances(type: ExtensionType, hasRoom: string): readonly [string, KsyMap][] {
  const has = { value: `${hasRoom} and records.last.${indexName(type)} >= 0` }
  const first = { value: `records[records.last.${indexName(type)}]`, if: hasName(type) }
  return [
    [hasName(type), has],
    [firstName(type), first],
  ]
}

function recordType(extensions: Extensions, sought: readonly ExtensionType[], scope: FileScope) {
  const { record, align, type: code, length, endType } = extensions
  const { ids } = scope
  const type = fieldName(code, record, 'head.')
  const stated = fieldName(length, record, 'head.')
  const cases = extensions.types
    .filter(({ content }) => content !== 'bytes')
    .map((one) => [hex(one.type), ids.type(`extension:${one.names.spec}`)] as const)
  return {
    doc: 'A header extension.',
    params: [
      { id: 'index', type: 's4' },
      { id: 'start', type: 's8' },
      ...sought.map((one) => ({ id: `${indexName(one)}_before`, type: 's4' })),
    ],
    seq: [
      { id: 'head', type: ids.type(record.names.spec), size: record.size },
      {
        id: 'content',
        size: 'content_size',
        type:
          cases.length > 0 ? { 'switch-on': type, cases: Object.fromEntries(cases) } : undefined,
      },
      { id: 'padding', size: 'padding_size' },
    ],
    instances: {
      room: { value: `_io.size - start - ${record.size}`, doc: 'Bytes left behind the head.' },
      is_cut: { value: `${stated} > room`, doc: 'The area ends before the content does.' },
      is_end: { value: `${type} == ${endType}`, doc: 'This is the end marker.' },
      content_size: { value: `(is_cut ? room : ${stated}).as<s8>` },
      padding_wanted: { value: `(${align} - content_size % ${align}) % ${align}` },
      padding_size: {
        value: 'padding_wanted <= room - content_size ? padding_wanted : room - content_size',
      },
      next: { value: `(start + ${record.size} + content_size + padding_wanted).as<s8>` },
      ...Object.fromEntries(sought.map((one) => [indexName(one), indexOf(one, type)])),
    },
  }
}

/** The place in the list of the first that is not cut off. */
function indexOf(sought: ExtensionType, type: string): KsyMap {
  const before = `${indexName(sought)}_before`
  const isOne = `${type} == ${hex(sought.type)} and not is_cut`
  return { value: `${before} >= 0 ? ${before} : (${isOne} ? index : -1)` }
}

const hex = (value: bigint) => (value < 0n ? String(value) : `0x${value.toString(16)}`)

/** The content of a known type; what does not fit a struct stays bytes. */
function contentType(type: ExtensionType, typeId: (name: string) => string): KsyMap {
  const { struct } = type
  const doc = docOf(type)
  if (type.content === 'text' || !struct) {
    return { ...doc, seq: [{ id: 'text', type: 'str', 'size-eos': true }] }
  }
  const id = typeId(struct.names.spec)
  const rest = { id: 'rest', 'size-eos': true, doc: 'What is behind, or too short.' }
  if (type.content === 'struct') {
    const fields = { id: 'fields', type: id, size: struct.size, if: `_io.size >= ${struct.size}` }
    return { ...doc, seq: [fields, rest] }
  }
  const repeat = { repeat: 'expr', 'repeat-expr': `_io.size / ${struct.size}` }
  return { ...doc, seq: [{ id: 'rows', type: id, size: struct.size, ...repeat }, rest] }
}
