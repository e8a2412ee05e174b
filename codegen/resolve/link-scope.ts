/** What the names in a schema's expressions and places stand for. */
import type {
  Expr,
  ExprType,
  ExtensionType,
  Field,
  Input,
  LocatedString,
  Place,
  Region,
  Struct,
  Value,
} from '../ir.ts'
import type { Scope } from './expressions.ts'

/** What is linked so far; later parts may name earlier ones. */
export interface Known {
  readonly structs: readonly Struct[]
  readonly header: Struct
  readonly extensions: Map<string, ExtensionType>
  readonly inputs: Map<string, Input>
  readonly values: Map<string, Value>
  readonly strings: Map<string, LocatedString>
  readonly regions: Map<string, Region>
  /** Values that are not linked yet. */
  readonly later: Set<string>
  /** Strings that are not linked yet. */
  readonly laterStrings: Set<string>
  /** Strings that are being linked. */
  readonly openStrings: Set<string>
}

/** How names and expressions become what they name, and what is said where they do not. */
export interface Linking {
  readonly known: Known
  /**
   * Compiles an expression, or reports what is wrong with it and gives a 0. It may read the fields
   * of `record`, where one is given.
   */
  readonly attempt: (
    source: string | number,
    path: string,
    want?: ExprType | 'any',
    record?: Struct,
  ) => Expr
  /** The same for a condition that may be left out. */
  readonly condition: (source: string | number | undefined, path: string) => Expr | undefined
  /** What a finding points at, or undefined after a report. */
  readonly place: (text: string, path: string) => Place | undefined
  readonly problem: (path: string, message: string, mend: string) => void
}

/** The field of a struct with a name of the specification. */
export function findField(struct: Struct | undefined, name: string | undefined): Field | undefined {
  for (const item of struct?.items ?? []) {
    if (item.kind === 'field' && item.names.spec === name) return item
  }
  return undefined
}

const isText = (field: Field) => field.type.kind === 'char'

/** The names that expressions over the whole file may use. */
export function scopeOf(
  known: Known,
  stringOf: (name: string) => LocatedString | undefined,
): Scope {
  const field = (path: string) => {
    const [struct, name, ...more] = path.split('.')
    return struct === 'header' && more.length === 0 ? findField(known.header, name) : undefined
  }
  return {
    name: (path) => {
      const found = field(path)
      if (found?.type.kind === 'bytes') return undefined
      if (found) {
        return {
          type: isText(found) ? 'text' : 'int',
          kind: 'field',
          struct: 'header',
          field: found,
        }
      }
      if (path === 'fileSize') return { type: 'int', kind: 'fileSize' }
      const value = known.values.get(path)
      if (value) return { type: value.expr.type, kind: 'value', value }
      const input = known.inputs.get(path)
      if (input) return { type: 'int', kind: 'input', input }
      const string = stringOf(path)
      if (string) return { type: 'text', kind: 'string', string }
      return extensionField(path, known)
    },
    sizeOf: (name) => {
      const struct = known.structs.find((one) => one.names.spec === name)
      return struct && BigInt(struct.size)
    },
    offsetOf: (path) => {
      const found = field(path)
      return found && BigInt(found.offset)
    },
    extension: (path) => {
      const extension = known.extensions.get(path.replace(/^extensions\./, ''))
      return extension && { type: 'bool', kind: 'has', extension }
    },
    unreadable: (path) => {
      const found = field(path)
      if (found?.type.kind === 'bytes') {
        return { is: `bytes[${found.size}]`, mend: 'expressions read integers and texts' }
      }
      if (known.regions.has(path)) return { is: 'a region', mend: 'make its offset a value' }
      if (known.openStrings.has(path)) {
        return { is: 'a string whose place depends on this', mend: 'break the circle' }
      }
      return known.later.has(path) ? { is: 'a value further down', mend: 'move it up' } : undefined
    },
    names: [
      ...known.header.items.flatMap((item) =>
        item.kind === 'field' && item.type.kind !== 'bytes' ? [`header.${item.names.spec}`] : [],
      ),
      ...known.values.keys(),
      ...known.inputs.keys(),
      ...known.strings.keys(),
      ...known.laterStrings,
      'fileSize',
      ...[...known.extensions.values()].flatMap(extensionNames),
    ],
  }
}

/** The names that an expression over one entry of a table may use besides. */
export function recordScope(scope: Scope, struct: Struct): Scope {
  const field = (path: string) => {
    const [name, fieldName, ...more] = path.split('.')
    return name === struct.names.spec && more.length === 0
      ? findField(struct, fieldName)
      : undefined
  }
  const name = (path: string): Expr | undefined => {
    const found = field(path)
    if (!found) return scope.name(path)
    if (found.type.kind === 'bytes') return undefined
    const type = isText(found) ? 'text' : 'int'
    return { type, kind: 'field', struct: struct.names.spec, field: found }
  }
  const own = struct.items.flatMap((item) =>
    item.kind === 'field' ? [`${struct.names.spec}.${item.names.spec}`] : [],
  )
  return { ...scope, name, names: [...own, ...scope.names] }
}

function extensionNames({ names, struct, content }: ExtensionType): readonly string[] {
  const fields = content === 'struct' ? (struct?.items ?? []) : []
  return fields.flatMap((item) =>
    item.kind === 'field' ? [`extensions.${names.spec}.${item.names.spec}`] : [],
  )
}

function extensionField(path: string, known: Known): Expr | undefined {
  const [list, name, fieldName, ...more] = path.split('.')
  if (more.length > 0) return undefined
  const extension = list === 'extensions' ? known.extensions.get(name ?? '') : undefined
  const field = findField(extension?.struct, fieldName)
  if (!extension || !field || field.type.kind === 'bytes') return undefined
  return { type: isText(field) ? 'text' : 'int', kind: 'extensionField', extension, field }
}

/** What a path such as `header.size` or `extensions.bitmaps` points at. */
export function placeOf(text: string, known: Known): Place | undefined {
  const [head, name, fieldName, ...more] = text.split('.')
  if (more.length > 0) return undefined
  if (head === 'header') {
    const field = fieldName === undefined ? findField(known.header, name) : undefined
    return field && { kind: 'field', field }
  }
  if (head === 'extensions') {
    const extension = known.extensions.get(name ?? '')
    if (!extension || fieldName === undefined) return extension && { kind: 'extension', extension }
    const field = findField(extension.struct, fieldName)
    return field && { kind: 'extensionField', extension, field }
  }
  const string = known.strings.get(text)
  if (string) return { kind: 'string', string }
  const region = known.regions.get(text)
  return region && { kind: 'region', region }
}

/** The places that there are, to suggest one. */
export function placeNames(known: Known): readonly string[] {
  return [
    ...known.header.items.flatMap((item) =>
      item.kind === 'field' ? [`header.${item.names.spec}`] : [],
    ),
    ...known.strings.keys(),
    ...known.regions.keys(),
    ...[...known.extensions.keys()].map((name) => `extensions.${name}`),
  ]
}
