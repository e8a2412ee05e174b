/**
 * Bounds of expressions, by interval arithmetic over what the bytes of a hostile file may hold.
 *
 * The pass proves that no division meets zero, no shift is absurd, and no size that a reader
 * allocates is unbounded. A field counts with its stated range, because an expression is evaluated
 * only while its fields are inside theirs.
 */
import { ceilDiv, max, min } from '../../src/binary/integers.ts'
import type { Expr, Format, InfoEntry, TextFrom } from '../ir.ts'
import type { Problem } from '../problems.ts'
import { type Draft, problemsOf } from './draft.ts'
import { nameOf, parts, show } from './expressions.ts'
import { valueRange } from './structs.ts'

/** The least and the greatest value that an expression can have, both included. */
export interface Interval {
  readonly min: bigint
  readonly max: bigint
}

const FILE_MAX = (1n << 63n) - 1n
const SHIFT_MAX = 63n

const of = (first: bigint, ...more: readonly bigint[]): Interval => ({
  min: min(first, ...more),
  max: max(first, ...more),
})

/** Integers of expressions stay within this many bits, so that no schema makes a reader work hard. */
const WIDTH_MAX = 256
const WIDEST = 1n << BigInt(WIDTH_MAX)

const isTooWide = (bounds: Interval) => bounds.max > WIDEST || bounds.min < -WIDEST

/** Expressions are values that never change, and share their parts: each is computed once. */
const computed = new WeakMap<Expr, Interval | undefined>()

/**
 * The values that an integer expression can take, where it has one; undefined where nothing is
 * known: other types, and operations that the `widths` and `divisions` passes reject.
 */
export function interval(expr: Expr): Interval | undefined {
  const bounds = unlimited(expr)
  return bounds && !isTooWide(bounds) ? bounds : undefined
}

/** The same, however wide the result of the outermost operation is. */
function unlimited(expr: Expr): Interval | undefined {
  if (!computed.has(expr)) computed.set(expr, compute(expr))
  return computed.get(expr)
}

function compute(expr: Expr): Interval | undefined {
  switch (expr.kind) {
    case 'int':
      return of(expr.value)
    case 'field':
      // A condition inside a struct sees what the bytes hold, in range or not.
      return valueRange(expr.struct === '' ? { ...expr.field, range: undefined } : expr.field)
    case 'extensionField':
      return valueRange(expr.field)
    case 'value':
      return interval(expr.value.expr)
    case 'input':
    case 'fileSize':
      return { min: 0n, max: FILE_MAX }
    case 'conditional': {
      const a = interval(expr.then)
      const b = interval(expr.else)
      return a && b && of(a.min, a.max, b.min, b.max)
    }
    case 'unary': {
      const a = interval(expr.operand)
      return a && of(-a.min, -a.max)
    }
    case 'binary':
      return binary(expr)
    case 'call':
      return call(expr)
    default:
      return undefined
  }
}

function binary(expr: Extract<Expr, { kind: 'binary' }>): Interval | undefined {
  const a = interval(expr.left)
  const b = interval(expr.right)
  if (!a || !b) return undefined
  const corners = (fn: (x: bigint, y: bigint) => bigint) =>
    of(fn(a.min, b.min), fn(a.min, b.max), fn(a.max, b.min), fn(a.max, b.max))
  switch (expr.operator) {
    case '+':
      return corners((x, y) => x + y)
    case '-':
      return corners((x, y) => x - y)
    case '*':
      return corners((x, y) => x * y)
    case '/':
      return b.min > 0n ? corners((x, y) => x / y) : undefined
    case '%':
      return b.min > 0n ? remainder(a, b) : undefined
    case '<<':
      return b.min >= 0n && b.max <= SHIFT_MAX ? corners((x, y) => x << y) : undefined
    case '>>':
      return b.min >= 0n && b.max <= SHIFT_MAX ? corners((x, y) => x >> y) : undefined
    case '&':
      return masked(a, b)
    case '|': {
      const most = max(reach(a), reach(b))
      return a.min >= 0n && b.min >= 0n ? of(max(a.min, b.min), most) : of(-most - 1n, most)
    }
    default:
      return undefined
  }
}

/** The sign of a remainder is that of the dividend. */
function remainder(a: Interval, b: Interval): Interval {
  const least = a.min < 0n ? max(a.min, 1n - b.max) : 0n
  const most = a.max > 0n ? min(a.max, b.max - 1n) : 0n
  return { min: least, max: most }
}

/** Bits of both: no more than the smaller of two, of those that are not negative. */
function masked(a: Interval, b: Interval): Interval {
  if (a.min >= 0n && b.min >= 0n) return of(0n, min(a.max, b.max))
  if (a.min >= 0n) return of(0n, a.max)
  if (b.min >= 0n) return of(0n, b.max)
  const most = max(reach(a), reach(b))
  return of(-most - 1n, most)
}

/** The smallest number of ones only, such as 0xff, whose bits hold every value, whatever its sign. */
function reach(a: Interval): bigint {
  const largest = max(a.max, -a.min - 1n, 0n)
  return (1n << BigInt(largest === 0n ? 0 : largest.toString(2).length)) - 1n
}

function call(expr: Extract<Expr, { kind: 'call' }>): Interval | undefined {
  if (expr.function === 'length') return { min: 0n, max: 1n << 32n }
  const args = expr.args.map(interval)
  const known = args.filter((arg) => arg !== undefined)
  const [a, b] = known
  if (!a || known.length !== args.length) return undefined
  const mins = known.map((arg) => arg.min)
  const maxes = known.map((arg) => arg.max)
  switch (expr.function) {
    case 'min':
      return { min: min(a.min, ...mins), max: min(a.max, ...maxes) }
    case 'max':
      return { min: max(a.min, ...mins), max: max(a.max, ...maxes) }
    case 'ceilDiv':
      if (!b || b.min <= 0n) return undefined
      return of(
        ceilDiv(a.min, b.min),
        ceilDiv(a.min, b.max),
        ceilDiv(a.max, b.min),
        ceilDiv(a.max, b.max),
      )
    case 'alignUp':
      return b && b.min > 0n ? { min: a.min, max: a.max + b.max - 1n } : undefined
    default:
      return undefined
  }
}

type Found = readonly [path: string, expr: Expr]

/** The expressions of one part of a schema, each under its key. */
function* keyed(path: string, exprs: Record<string, Expr | undefined>): Generator<Found> {
  for (const [key, expr] of Object.entries(exprs)) if (expr) yield [`${path}.${key}`, expr]
}

/** The conditions of fields and reserved bytes, over the fields of their own struct. */
function* siblingConditions(format: Format): Generator<Found> {
  for (const struct of format.structs) {
    for (const item of struct.items) {
      const name = item.kind === 'field' ? item.names.spec : `reserved at ${item.offset}`
      if (item.kind !== 'hole') yield* keyed(`${struct.names.spec}.${name}`, { when: item.when })
    }
  }
}

/** Every expression over a whole file, with its path. */
export function* expressionsOf(format: Format): Generator<Found> {
  yield ['area', format.area]
  for (const value of format.values) yield [`values.${value.names.spec}`, value.expr]
  for (const { names, when, min, end } of format.strings) {
    yield* keyed(`strings.${names.spec}`, { when, min, end })
  }
  if (format.extensions) {
    const { at, end } = format.extensions
    yield* keyed('extensions', { at, end })
  }
  for (const { names, at, size, when, maxSize, align, bitmap } of format.regions) {
    const path = `regions.${names.spec}`
    yield* keyed(path, { at, size, when, maxSize, align })
    if (bitmap) yield* keyed(`${path}.bitmap`, { unit: bitmap.unit, count: bitmap.count })
  }
  for (const { id, when, assert } of format.rules) {
    yield* keyed(`rules.${id.slice(format.id.length + 1)}`, { when, assert })
  }
  for (const [index, { assert }] of format.evidence.entries()) {
    yield* keyed(`evidence[${index}]`, { assert })
  }
  yield* infoExpressions(format)
}

/** The expressions over one entry of a table. */
function* recordExpressions(format: Format): Generator<Found> {
  for (const { names, records } of format.regions) {
    const path = `regions.${names.spec}.records`
    if (records) yield* keyed(path, { count: records.count, tail: records.tail })
  }
  for (const { id, when, assert } of format.recordRules) {
    yield* keyed(`rules.${id.slice(format.id.length + 1)}`, { when, assert })
  }
}

/** Every expression of a format, with its path. */
function* allExpressions(format: Format): Generator<Found> {
  yield* siblingConditions(format)
  yield* expressionsOf(format)
  yield* recordExpressions(format)
}

function* infoExpressions({ info }: Format): Generator<Found> {
  const { virtualSize, clusterSize, backingFile, backingFormat, imageFile, imageFormat } = info
  yield* keyed('info', { virtualSize, clusterSize })
  const texts = { backingFile, backingFormat, imageFile, imageFormat }
  for (const [key, text] of Object.entries(texts)) {
    if (text) yield* conditions(`info.${key}`, text)
  }
  yield* keyed('info.backingMtime', { when: info.backingMtime?.when })
  yield* keyed('info.backingSize', { when: info.backingSize?.when })
  for (const entry of info.specific) {
    const path = `info.specific.${entry.key}`
    if (entry.kind === 'value') yield* keyed(path, { value: entry.value })
    yield* conditions(path, entry)
  }
}

function* conditions(path: string, part: TextFrom | InfoEntry): Generator<Found> {
  if ('when' in part) yield* keyed(path, { when: part.when })
  if (part.kind !== 'choose') return
  for (const choice of part.choices) yield [`${path}.choose`, choice.when]
}

/** No integer grows beyond what is worth computing. */
export function checkWidths(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  if (!draft.format) return []
  for (const [path, expr] of allExpressions(draft.format)) {
    for (const part of parts(expr)) {
      const bounds = unlimited(part)
      if (!bounds || !isTooWide(bounds)) continue
      const message = `may need more than ${WIDTH_MAX} bits: ${show(part)}`
      problems.add(path, message, `give ${firstName(part)} a range, or take the min() of a part`)
    }
  }
  return problems.list
}

/** Divisors are never zero, shift counts never absurd. */
export function checkDivisions(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  if (!draft.format) return []
  for (const [path, expr] of allExpressions(draft.format)) {
    for (const part of parts(expr)) {
      const divisor = divisorOf(part)
      const least = divisor && interval(divisor)?.min
      if (divisor && (least === undefined || least <= 0n)) {
        const can = least === undefined || least < 0n ? 'can be 0 or less' : 'can be 0'
        problems.add(path, `may divide by zero: ${show(divisor)} ${can}`, divisorMend(divisor))
      }
      if (part.kind !== 'binary' || (part.operator !== '<<' && part.operator !== '>>')) continue
      const shift = interval(part.right)
      if (shift && shift.min >= 0n && shift.max <= SHIFT_MAX) continue
      const can = shift ? `can be ${shift.min < 0n ? shift.min : shift.max}` : 'has no bounds'
      const mend = readsSiblings(part.right)
        ? `shift by min(${show(part.right)}, ${SHIFT_MAX})`
        : `give ${firstName(part.right)} a range, so that it stays within 0 to ${SHIFT_MAX}`
      problems.add(path, `may shift too far: ${show(part.right)} ${can}`, mend)
    }
  }
  return problems.list
}

function divisorMend(divisor: Expr): string {
  if (divisor.kind === 'int') return 'divide by something else'
  if (readsSiblings(divisor)) return 'divide by max(1, …)'
  return `give ${firstName(divisor)} a range that keeps it above 0, or divide by max(1, …)`
}

/** A range does not bound what a condition inside a struct sees. */
function readsSiblings(expr: Expr): boolean {
  return [...parts(expr)].some((part) => part.kind === 'field' && part.struct === '')
}

function divisorOf(expr: Expr): Expr | undefined {
  if (expr.kind === 'binary' && (expr.operator === '/' || expr.operator === '%')) return expr.right
  const divides = expr.kind === 'call' && ['ceilDiv', 'alignUp'].includes(expr.function)
  return divides ? expr.args[1] : undefined
}

/** The field or input that an author can bound, through values. */
function firstName(expr: Expr): string {
  for (const part of parts(expr)) {
    if (part.kind === 'value') return firstName(part.value.expr)
    if (['field', 'input', 'extensionField'].includes(part.kind)) return nameOf(part)
  }
  return show(expr)
}

/** Most bytes that a header area may claim: readers load it whole. */
const AREA_LIMIT = 1n << 24n

/** Most bytes of a table whose size needs no limit of its own. */
const TABLE_LIMIT = 1n << 26n

/** Counts and sizes that come from the file are limited. */
export function checkLimits(draft: Draft): readonly Problem[] {
  const problems = problemsOf(draft)
  const { format } = draft
  if (!format) return []
  checkArea(format, problems)
  if (format.extensions?.maxCount === 0) {
    const mend = 'add maxCount: the most records that a reader follows'
    problems.add('extensions', 'has an unbounded count of records', mend)
  }
  for (const region of format.regions) {
    if (region.kind !== 'table' || region.maxSize) continue
    const most = interval(region.size)?.max
    if (most !== undefined && most <= TABLE_LIMIT) continue
    const path = `regions.${region.names.spec}`
    const message = `is a table of unbounded size: the file may claim ${most ?? 'any number of'} bytes`
    problems.add(path, message, 'add maxSize: the largest that a reader accepts')
  }
  for (const type of format.extensions?.types ?? []) {
    if (type.content !== 'rows' || type.maxSize !== undefined) continue
    const mend = 'add maxSize: the longest content that a reader accepts'
    problems.add(`extensions.${type.names.spec}`, 'has an unbounded count of rows', mend)
  }
  return problems.list
}

/** Readers load the area whole, and it holds the header struct. */
function checkArea(format: Format, problems: ReturnType<typeof problemsOf>): void {
  const area = interval(format.area)
  const name = firstName(format.area)
  const least = BigInt(format.header.minSize)
  if (!area || area.max > AREA_LIMIT) {
    const most = area ? `up to ${area.max} bytes` : 'any number of bytes'
    const mend = `give ${name} a range, so that it stays within ${AREA_LIMIT}`
    problems.add('area', `is unbounded: the header may claim ${most}`, mend)
  } else if (area.max < least) {
    const message = `is ${area.max} bytes at most, but the header struct is ${least}`
    problems.add('area', message, 'make it at least sizeof(header)')
  }
}
