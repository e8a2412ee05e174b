/** The rules that follow from parts of a schema: nobody states them, every format has them. */
import type { ExtensionType, Field, Format, ImpliedRule, Item, Severity } from '../ir.ts'

/** What an implied rule is about: the last part of its id. */
export type Implied =
  | 'truncated'
  | 'constant'
  | 'range'
  | 'value'
  | 'bits'
  | 'unterminated'
  | 'padding'
  | 'control'
  | 'zero'
  | 'bounds'
  | 'duplicate'
  | 'unknown'
  | 'count'
  | 'content'
  | 'beyond_file'
  | 'too_large'
  | 'unaligned'
  | 'overlap'

/** `cow-v2.size.range`, `qcow2.magic`, `cow-v2.truncated`. */
export function impliedId(format: Format, about: string, what: Implied): string {
  if (what === 'truncated') return `${format.id}.truncated`
  if (what === 'constant' || what === 'zero') return `${format.id}.${about}`
  return `${format.id}.${about}.${what}`
}

/** Class of a feature word → severity of a bit that it does not name. */
function unknownBitSeverity(field: Field): Severity {
  return field.bitClass === 'incompatible' ? 'error' : 'notice'
}

/** Every implied rule of a format, in the order of the file. */
export function impliedRules(format: Format): readonly ImpliedRule[] {
  const rules: ImpliedRule[] = []
  const add = (about: string, what: Implied, severity: Severity, message: string) => {
    const id = impliedId(format, about, what)
    rules.push({ id, severity, message, anchor: `rule-${id.slice(format.id.length + 1)}` })
  }
  add('header', 'truncated', 'error', 'the file ends inside the header')
  for (const item of format.header.items) addItem(item, undefined, add)
  for (const string of format.strings) {
    const name = string.names.spec
    add(
      name,
      'bounds',
      'error',
      `${name} lies outside the space for it, or has an impossible length`,
    )
    add(
      name,
      'control',
      'warning',
      `${name} has a NUL, control characters or bytes that are no UTF-8`,
    )
  }
  if (format.extensions) {
    add(
      'extensions',
      'bounds',
      'error',
      'a header extension runs past the end of the extension area',
    )
    add('extensions', 'count', 'error', 'there are more header extensions than a reader follows')
    add('extensions', 'duplicate', 'warning', 'a header extension is there twice')
    add('extensions', 'unknown', format.extensions.unknown, 'a header extension is of unknown type')
    for (const type of format.extensions.types) {
      addContent(type, add)
    }
  }
  addRegions(format, add)
  return rules
}

type Add = (about: string, what: Implied, severity: Severity, message: string) => void

/** What the rules of an item are about: it, or `bitmaps.reserved_4` in an extension. */
export function aboutItem(item: Item, extension: ExtensionType | undefined): string {
  return extension ? `${extension.names.spec}.${item.names.spec}` : item.names.spec
}

/** Whether the content of an extension can have a wrong length. */
export function hasContentRule(type: ExtensionType): boolean {
  return type.struct !== undefined || type.maxSize !== undefined
}

/** The rules of what stands in an extension. */
function addContent(type: ExtensionType, add: Add): void {
  const name = type.names.spec
  if (hasContentRule(type)) {
    const message = `the ${name} extension has an impossible length`
    add(`extensions.${name}`, 'content', 'error', message)
  }
  if (type.content === 'text') {
    add(name, 'control', 'warning', `${name} has control characters or bytes that are no UTF-8`)
  }
  for (const item of type.struct?.items ?? []) addItem(item, type, add)
}

function addItem(item: Item, extension: ExtensionType | undefined, add: Add): void {
  const about = aboutItem(item, extension)
  const owner = extension ? ` of ${extension.names.spec}` : ''
  if (item.kind !== 'field') {
    const what = item.kind === 'hole' ? `the hole${owner} is` : `reserved bytes${owner} are`
    add(about, 'zero', 'notice', `${what} not zero`)
    return
  }
  const name = `${item.names.spec}${owner}`
  if (item.constant) add(about, 'constant', 'error', `${name} is not the constant of this format`)
  if (item.range) add(about, 'range', 'error', `${name} is out of range`)
  if (item.enum) add(about, 'value', item.unknown, `${name} has an unknown value`)
  if (item.bits) add(about, 'bits', unknownBitSeverity(item), unknownBitMessage(item, name))
  if (item.type.kind !== 'char' || item.constant) return
  if (item.type.pad === 'nul') {
    add(about, 'unterminated', 'error', `${name} does not end with NUL`)
  }
  if (item.type.pad !== 'none') add(about, 'padding', 'notice', `${name} has bytes after its NUL`)
  add(about, 'control', 'warning', `${name} has control characters or bytes that are no UTF-8`)
}

function unknownBitMessage(field: Field, name: string): string {
  switch (field.bitClass) {
    case 'incompatible':
      return `${name} has an unknown bit: a reader must refuse the image`
    case 'compatible':
      return `${name} has an unknown bit, which readers may ignore`
    case 'autoclear':
      return `${name} has an unknown bit, which a writer must clear`
    case undefined:
      return `${name} has a reserved bit set`
  }
}

function addRegions(format: Format, add: Add): void {
  for (const region of format.regions) {
    const name = region.names.spec
    if (region.beyondFile !== 'valid') {
      add(name, 'beyond_file', region.beyondFile, `the file ends before ${name} does`)
    }
    if (region.maxSize) add(name, 'too_large', 'error', `${name} is larger than a reader accepts`)
    if (region.align) add(name, 'unaligned', 'error', `${name} is not aligned`)
  }
  if (format.regions.some((region) => region.placed === 'by-field')) {
    add('regions', 'overlap', 'error', 'two parts of the file overlap')
  }
}
