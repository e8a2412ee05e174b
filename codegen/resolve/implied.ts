/** The rules that follow from parts of a schema: nobody states them, every format has them. */
import { hexWord } from '../../src/layout/hex.ts'
import type { ExtensionType, Field, Format, ImpliedRule, Item, Severity } from '../ir.ts'
import { HEADER_KINDS, type RuleKind } from './rule-kinds.ts'

/** What an implied rule of the header is about: the last part of its id. */
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

/** Every implied rule of the header and of where it leads, in the order of the file. */
export function impliedRules(format: Format): readonly ImpliedRule[] {
  const rules: ImpliedRule[] = []
  const add: Add = (about, what, kind, words = {}) => {
    rules.push(ruleOfKind(format, impliedId(format, about, what), kind, { name: about, ...words }))
  }
  add('header', 'truncated', HEADER_KINDS.truncated)
  for (const item of format.header.items) addItem(item, undefined, add)
  for (const { names } of format.strings) {
    add(names.spec, 'bounds', HEADER_KINDS.bounds)
    add(names.spec, 'control', HEADER_KINDS['control.located'])
  }
  if (format.extensions) addExtensions(format.extensions, add)
  addRegions(format, add)
  return rules
}

type Words = Readonly<Record<string, string>>

type Add = (about: string, what: Implied, kind: RuleKind, words?: Words) => void

/** A rule of a kind, with its texts filled in. */
export function ruleOfKind(
  format: Pick<Format, 'id'>,
  id: string,
  kind: RuleKind,
  words: Words,
): ImpliedRule {
  const all: Words = { field: `\`${words.name ?? ''}\``, ...words }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, word: string) => all[word] ?? '')
  return {
    ...kind,
    id,
    message: fill(kind.message),
    summary: fill(kind.summary),
    advice: fill(kind.advice),
    expected: kind.expected && fill(kind.expected),
    example: kind.example && fill(kind.example),
    anchor: `rule-${id.slice(format.id.length + 1)}`,
  }
}

/** What the texts of a rule of a field say of it: its limits, its values, its bits. */
export function wordsOfField(field: Field, owner: string): Words {
  const { range, enum: values = [], bits = [] } = field
  const mask = bits.reduce((sum, one) => sum | one.mask, 0n)
  const above = (all: readonly bigint[]) => all.reduce((a, b) => (b > a ? b : a), 0n) + 1n
  return {
    ...wordsOfItem(field, owner),
    constant: constantText(field),
    range: range ? `${range.min} to ${range.max}` : '',
    values: values.map(({ value, name }) => `${value} (${name})`).join(', '),
    over: String(range ? range.max + 1n : above(values.map(({ value }) => value))),
    known: `0x${mask.toString(16)}`,
    bit: String(BigInt.asUintN(64, ~mask & (mask + 1n)).toString(2).length - 1),
  }
}

function constantText({ constant, display, size }: Field): string {
  if (constant?.kind === 'int' && display === 'hex') return hexWord(constant.value, size)
  return constant === undefined ? '' : String(constant.value)
}

function wordsOfItem({ names }: Item, owner: string): Words {
  if (owner === '') return { name: names.spec, owner }
  return {
    name: `${names.spec} of ${owner}`,
    field: `\`${names.spec}\` of \`${owner}\``,
    owner: ` of ${owner}`,
  }
}

const withSeverity = (kind: RuleKind, severity: Severity): RuleKind => ({ ...kind, severity })

/** What the rules of an item are about: it, or `bitmaps.reserved_4` in an extension. */
export function aboutItem(item: Item, extension: ExtensionType | undefined): string {
  return extension ? `${extension.names.spec}.${item.names.spec}` : item.names.spec
}

/** Whether the content of an extension can have a wrong length. */
export function hasContentRule(type: ExtensionType): boolean {
  return type.struct !== undefined || type.maxSize !== undefined
}

function addExtensions({ unknown, types }: NonNullable<Format['extensions']>, add: Add): void {
  add('extensions', 'bounds', HEADER_KINDS['extensions.bounds'])
  add('extensions', 'count', HEADER_KINDS.count)
  add('extensions', 'duplicate', HEADER_KINDS.duplicate)
  add('extensions', 'unknown', withSeverity(HEADER_KINDS.unknown, unknown))
  for (const type of types) addContent(type, add)
}

/** The rules of what stands in an extension. */
function addContent(type: ExtensionType, add: Add): void {
  const name = type.names.spec
  if (hasContentRule(type)) {
    add(`extensions.${name}`, 'content', HEADER_KINDS.content, { name })
  }
  if (type.content === 'text') add(name, 'control', HEADER_KINDS.control)
  for (const item of type.struct?.items ?? []) addItem(item, type, add)
}

function addItem(item: Item, extension: ExtensionType | undefined, add: Add): void {
  const about = aboutItem(item, extension)
  const owner = extension?.names.spec ?? ''
  const words = item.kind === 'field' ? wordsOfField(item, owner) : wordsOfItem(item, owner)
  if (item.kind !== 'field') {
    const kind: RuleKind =
      item.kind === 'hole' ? HEADER_KINDS.hole : withSeverity(HEADER_KINDS.reserved, item.severity)
    add(about, 'zero', kind, words)
    return
  }
  if (item.constant) add(about, 'constant', HEADER_KINDS.constant, words)
  if (item.range) add(about, 'range', HEADER_KINDS.range, words)
  if (item.enum) add(about, 'value', withSeverity(HEADER_KINDS.value, item.unknown), words)
  if (item.bits) add(about, 'bits', unknownBits(item), words)
  if (item.type.kind !== 'char' || item.constant) return
  if (item.type.pad === 'nul') add(about, 'unterminated', HEADER_KINDS.unterminated, words)
  if (item.type.pad !== 'none') add(about, 'padding', HEADER_KINDS.padding, words)
  add(about, 'control', HEADER_KINDS.control, words)
}

/** The kind of a bit that its word does not name; the owner of an autoclear bit wants it cleared. */
function unknownBits(field: Field): RuleKind {
  const kind: RuleKind = HEADER_KINDS[`bits.${field.bitClass ?? 'reserved'}`]
  if (field.bitClass !== 'autoclear') return kind
  const mask = (field.bits ?? []).reduce((sum, bits) => sum | bits.mask, 0n)
  return { ...kind, repair: { kind: 'clear-bits', mask } }
}

function addRegions(format: Format, add: Add): void {
  for (const region of format.regions) {
    const name = region.names.spec
    if (region.beyondFile !== 'valid') {
      add(name, 'beyond_file', withSeverity(HEADER_KINDS.beyond_file, region.beyondFile))
    }
    if (region.maxSize) add(name, 'too_large', HEADER_KINDS.too_large)
    if (region.align) add(name, 'unaligned', HEADER_KINDS.unaligned)
  }
  if (format.regions.some((region) => region.placed === 'by-field')) {
    add('regions', 'overlap', HEADER_KINDS.overlap)
  }
}
