/**
 * Expressions in Kaitai's language, with the same result.
 *
 * Kaitai's integers are what the target language has. In JavaScript, `&`, `|` and shifts work on 32
 * bits, everything else is exact to 2^53; division rounds down there and cuts towards zero elsewhere,
 * and `%` is never negative. So shifts become products, bits of wide numbers remainders, and what
 * may be negative is divided by its absolute value. What has no translation is an `obstacle`.
 */
import type { Expr, LocatedString } from '../../ir.ts'
import { interval } from '../../resolve/bounds.ts'
import { type BinaryExpr, type Leaf, parts } from '../../resolve/expressions.ts'

/** Names of what an expression reads. */
export interface Scope {
  /** A name; neither an integer nor a text. */
  readonly name: (leaf: Leaf) => string
  /** The halves of a field of 64 bits, where they can be read apart. */
  readonly halves: (expr: Expr) => { readonly low: string; readonly high: string } | undefined
  /** The length of a string in bytes. */
  readonly length: (string: LocatedString) => string
}

/** Text, and how tightly its outermost operator binds. */
interface Piece {
  readonly text: string
  readonly level: number
}

const LEVEL = {
  ternary: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  bitOr: 5,
  bitAnd: 6,
  shift: 7,
  sum: 8,
  product: 9,
  sign: 10,
  atom: 11,
} as const

const OPERATORS: Readonly<Record<BinaryExpr['operator'], { text: string; level: number }>> = {
  '||': { text: 'or', level: LEVEL.or },
  '&&': { text: 'and', level: LEVEL.and },
  '==': { text: '==', level: LEVEL.comparison },
  '!=': { text: '!=', level: LEVEL.comparison },
  '<': { text: '<', level: LEVEL.comparison },
  '<=': { text: '<=', level: LEVEL.comparison },
  '>': { text: '>', level: LEVEL.comparison },
  '>=': { text: '>=', level: LEVEL.comparison },
  '|': { text: '|', level: LEVEL.bitOr },
  '&': { text: '&', level: LEVEL.bitAnd },
  '<<': { text: '<<', level: LEVEL.shift },
  '>>': { text: '>>', level: LEVEL.shift },
  '+': { text: '+', level: LEVEL.sum },
  '-': { text: '-', level: LEVEL.sum },
  '*': { text: '*', level: LEVEL.product },
  '/': { text: '/', level: LEVEL.product },
  '%': { text: '%', level: LEVEL.product },
}

const atom = (text: string): Piece => ({ text, level: LEVEL.atom })

const at = (piece: Piece, level: number) => (piece.level < level ? `(${piece.text})` : piece.text)

/** `a and b`; both sides in parentheses if they need them. */
function joined(operator: BinaryExpr['operator'], left: Piece, right: Piece): Piece {
  const { text, level } = OPERATORS[operator]
  if (level !== LEVEL.comparison) {
    return { text: `${at(left, level)} ${text} ${at(right, level + 1)}`, level }
  }
  // `a & b == c` means what it should, but not to everybody.
  return { text: `${at(left, LEVEL.shift)} ${text} ${at(right, LEVEL.shift)}`, level }
}

function choice(test: Piece, then: Piece, other: Piece): Piece {
  const [first, second, third] = [test, then, other].map((piece) => at(piece, LEVEL.or))
  return { text: `${first} ? ${second} : ${third}`, level: LEVEL.ternary }
}

/** The expression in Kaitai's language; it has no obstacle. */
export function ksyExpression(expr: Expr, scope: Scope): string {
  return pieceOf(expr, scope).text
}

/** The same, to stand beside `and`. */
export function ksyCondition(expr: Expr, scope: Scope): string {
  return at(pieceOf(expr, scope), LEVEL.and + 1)
}

/** Text for a string literal. */
export const ksyText = (text: string) => JSON.stringify(text)

function pieceOf(expr: Expr, scope: Scope): Piece {
  switch (expr.kind) {
    case 'int':
      return expr.value < 0n ? { text: `${expr.value}`, level: LEVEL.sign } : atom(`${expr.value}`)
    case 'text':
      return atom(ksyText(expr.value))
    case 'unary':
      return unary(expr, scope)
    case 'binary':
      return binary(expr, scope)
    case 'conditional':
      return choice(pieceOf(expr.test, scope), pieceOf(expr.then, scope), pieceOf(expr.else, scope))
    case 'call':
      return call(expr, scope)
    default:
      return atom(scope.name(expr))
  }
}

function unary(expr: Extract<Expr, { kind: 'unary' }>, scope: Scope): Piece {
  const operand = pieceOf(expr.operand, scope)
  if (expr.operator === '!') return { text: `not ${at(operand, LEVEL.atom)}`, level: LEVEL.not }
  return negated(operand)
}

const negated = (piece: Piece): Piece => ({
  text: `-${at(piece, LEVEL.atom)}`,
  level: LEVEL.sign,
})

function binary(expr: BinaryExpr, scope: Scope): Piece {
  const { operator, left, right } = expr
  const [a, b] = [pieceOf(left, scope), pieceOf(right, scope)]
  switch (operator) {
    case '/':
      return quotient(left, a, b)
    case '%':
      return signed(left, a, (positive) => joined('%', positive, b))
    case '<<':
      return left.kind === 'int' && left.value === 1n
        ? powerOfTwo(right, scope)
        : joined('*', a, powerOfTwo(right, scope))
    case '>>':
      return shiftedDown(left, a, powerOfTwo(right, scope))
    case '&':
      return bitsOf(expr, scope)
    case '|':
      return isShort(left) && isShort(right) ? joined('|', a, b) : eitherBits(expr, scope)
    default:
      return joined(operator, a, b)
  }
}

const isNatural = (expr: Expr) => (interval(expr)?.min ?? -1n) >= 0n

/** Applies an operation to the absolute value, and gives the result the sign of the operand. */
function signed(expr: Expr, value: Piece, operation: (positive: Piece) => Piece): Piece {
  if (isNatural(expr)) return operation(value)
  const isPositive = joined('>=', value, atom('0'))
  return choice(isPositive, operation(value), negated(operation(negated(value))))
}

const quotient = (expr: Expr, value: Piece, divisor: Piece) =>
  signed(expr, value, (positive) => joined('/', positive, divisor))

/** A shift rounds down, whatever the sign. */
function shiftedDown(expr: Expr, value: Piece, power: Piece): Piece {
  if (isNatural(expr)) return joined('/', value, power)
  const isPositive = joined('>=', value, atom('0'))
  const raised = joined('-', joined('+', negated(value), power), atom('1'))
  return choice(isPositive, joined('/', value, power), negated(joined('/', raised, power)))
}

/** Largest shift whose result is a positive number of 32 bits. */
const SHIFT_MAX = 30n

/** 2 to a power of 0 to 63, as a product of shifts that are small enough. */
function powerOfTwo(exponent: Expr, scope: Scope): Piece {
  if (exponent.kind === 'int') return atom(`${1n << exponent.value}`)
  const most = interval(exponent)?.max ?? 63n
  const count = (most + SHIFT_MAX - 1n) / SHIFT_MAX
  const piece = pieceOf(exponent, scope)
  if (count <= 1n) return joined('<<', atom('1'), piece)
  // The rounded-up parts of a number add up to it: n = n/2 + (n+1)/2.
  let product: Piece | undefined
  for (let index = 0n; index < count; index++) {
    const sum = index === 0n ? piece : joined('+', piece, atom(`${index}`))
    const factor = joined('<<', atom('1'), joined('/', sum, atom(`${count}`)))
    product = product ? joined('*', product, factor) : wide(factor)
  }
  return product ?? atom('1')
}

/** Of 64 bits, in languages where that makes a difference. */
const wide = (piece: Piece) => atom(`${at(piece, LEVEL.atom + 1)}.as<s8>`)

const SHORT = (1n << 31n) - 1n

/** Whether bit operations on the value are exact everywhere. */
function isShort(expr: Expr): boolean {
  const bounds = interval(expr)
  return bounds !== undefined && bounds.min >= 0n && bounds.max <= SHORT
}

/** The operand that is a constant, and the other one. */
function masked({ left, right }: BinaryExpr): { mask: bigint; of: Expr } | undefined {
  if (right.kind === 'int' && right.value >= 0n) return { mask: right.value, of: left }
  if (left.kind === 'int' && left.value >= 0n) return { mask: left.value, of: right }
  return undefined
}

const HALF = 32n
const HALF_MASK = (1n << HALF) - 1n

function bitsOf(expr: BinaryExpr, scope: Scope): Piece {
  const constant = masked(expr)
  if (!constant) return joined('&', pieceOf(expr.left, scope), pieceOf(expr.right, scope))
  const { mask, of } = constant
  const halves = scope.halves(of)
  if (!halves) {
    const most = interval(of)?.max
    return maskedPiece(pieceOf(of, scope), mask, most !== undefined && most <= HALF_MASK)
  }
  const [low, high] = [mask & HALF_MASK, mask >> HALF]
  const upper = joined('*', maskedPiece(atom(halves.high), high, true), atom(`${1n << HALF}`))
  const lower = maskedPiece(atom(halves.low), low, true)
  if (high === 0n) return lower
  return low === 0n ? upper : joined('+', upper, lower)
}

/** The bits of a mask: with `&` if 32 bits are enough, else run by run. */
function maskedPiece(value: Piece, mask: bigint, isHalf: boolean): Piece {
  if (isHalf && mask <= SHORT) return joined('&', value, atom(`${mask}`))
  const runs = runsOf(mask).map(({ bit, width }) => {
    const down = bit === 0n ? value : joined('/', value, atom(`${1n << bit}`))
    const run = joined('%', down, atom(`${1n << width}`))
    return bit === 0n ? run : joined('*', run, atom(`${1n << bit}`))
  })
  return runs.length === 0 ? atom('0') : runs.reduce((sum, run) => joined('+', sum, run))
}

/** Runs of ones, from the lowest. */
function runsOf(mask: bigint): readonly { bit: bigint; width: bigint }[] {
  const runs: { bit: bigint; width: bigint }[] = []
  let bit = 0n
  for (let rest = mask; rest > 0n; ) {
    let width = 0n
    while ((rest & 1n) === 0n) {
      rest >>= 1n
      bit++
    }
    while ((rest & 1n) === 1n) {
      rest >>= 1n
      width++
    }
    runs.push({ bit, width })
    bit += width
  }
  return runs
}

/** `x | mask` is `x + mask - (x & mask)`. */
function eitherBits(expr: BinaryExpr, scope: Scope): Piece {
  const constant = masked(expr)
  if (!constant) return joined('|', pieceOf(expr.left, scope), pieceOf(expr.right, scope))
  const both = bitsOf({ ...expr, operator: '&' }, scope)
  const sum = joined('+', pieceOf(constant.of, scope), atom(`${constant.mask}`))
  return joined('-', sum, both)
}

function call(expr: Extract<Expr, { kind: 'call' }>, scope: Scope): Piece {
  const args = expr.args.map((arg) => pieceOf(arg, scope))
  const [a = atom('0'), b = atom('1')] = args
  const [first] = expr.args
  switch (expr.function) {
    case 'min':
      return extreme('<=', args)
    case 'max':
      return extreme('>=', args)
    case 'ceilDiv':
      return first ? roundedUp(first, a, b) : a
    case 'alignUp':
      return first ? joined('*', roundedUp(first, a, b), b) : a
    case 'isPowerOfTwo': {
      const others = joined('&', a, joined('-', a, atom('1')))
      return joined('&&', joined('>', a, atom('0')), joined('==', others, atom('0')))
    }
    case 'length':
      return first?.kind === 'string' ? atom(scope.length(first.string)) : a
  }
}

/** The first that is `<=` all others, or `>=`. */
function extreme(operator: '<=' | '>=', args: readonly Piece[]): Piece {
  const [first = atom('0'), ...others] = args
  if (others.length === 0) return first
  const test = others
    .map((other) => joined(operator, first, other))
    .reduce((all, one) => joined('&&', all, one))
  return choice(test, first, extreme(operator, others))
}

function roundedUp(expr: Expr, value: Piece, divisor: Piece): Piece {
  const raised = joined('-', joined('+', value, divisor), atom('1'))
  const up = joined('/', raised, divisor)
  if (isNatural(expr)) return up
  const down = negated(joined('/', negated(value), divisor))
  return choice(joined('>=', value, atom('0')), up, down)
}

/** Why an expression has no translation; undefined if it has one. Values are not looked into. */
export function obstacleIn(expr: Expr): string | undefined {
  for (const part of parts(expr)) {
    if (part.kind === 'input')
      return `it needs ${part.input.names.spec}, which the file does not hold`
    if (part.kind === 'call') {
      const [first] = part.args
      if (part.function === 'length' && first?.kind !== 'string')
        return 'it takes the length of a text'
      if (part.function === 'isPowerOfTwo' && first && !isShort(first)) return WIDE_BITS
    }
    if (part.kind !== 'binary' || (part.operator !== '&' && part.operator !== '|')) continue
    const constant = masked(part)
    const isExact = constant ? isNatural(constant.of) : isShort(part.left) && isShort(part.right)
    if (!isExact) return WIDE_BITS
  }
  return undefined
}

const WIDE_BITS = 'it takes bits of numbers that may be negative or longer than 31 bits'
