import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BinaryOperator, Expr, Field } from '../../../codegen/ir.ts'
import { interval } from '../../../codegen/resolve/bounds.ts'
import { parts, show, toPlain } from '../../../codegen/resolve/expressions.ts'
import { resolve } from '../../../codegen/resolve/index.ts'
import { evaluate } from '../../../src/layout/evaluate.ts'
import { goodSchema } from './bad.ts'

/** A field with a range and a value inside it. */
interface Known {
  readonly expr: Expr
  readonly name: string
  readonly value: bigint
}

function known(name: string, low: bigint, high: bigint, value: bigint): Known {
  const field = {
    kind: 'field',
    names: { spec: name },
    type: { kind: 'int', bits: 32 },
    range: { min: low, max: high },
    inTail: false,
  } as unknown as Field
  const expr: Expr = { type: 'int', kind: 'field', struct: 'header', field }
  return { expr, name: `header.${name}`, value }
}

const someField = (name: string) =>
  fc.tuple(fc.bigInt({ min: -9n, max: 12n }), fc.nat(12), fc.nat(12)).map(([low, more, over]) => {
    const high = low + BigInt(more)
    return known(name, low, high, low + BigInt(Math.min(over, more)))
  })

const OPERATORS: BinaryOperator[] = ['+', '-', '*', '/', '%', '<<', '>>', '&', '|']
const FUNCTIONS = ['min', 'max', 'ceilDiv', 'alignUp'] as const

function someExpr(fields: readonly Known[]): fc.Arbitrary<Expr> {
  const { expr } = fc.letrec<{ expr: Expr }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(...fields.map((field) => field.expr)),
      fc.bigInt({ min: 0n, max: 40n }).map((value): Expr => ({ type: 'int', kind: 'int', value })),
      tie('expr').map((operand): Expr => ({ type: 'int', kind: 'unary', operator: '-', operand })),
      fc.tuple(fc.constantFrom(...OPERATORS), tie('expr'), tie('expr')).map(
        ([operator, left, right]): Expr => ({
          type: 'int',
          kind: 'binary',
          operator,
          left,
          right,
        }),
      ),
      fc
        .tuple(fc.constantFrom(...FUNCTIONS), tie('expr'), tie('expr'))
        .map(([name, ...args]): Expr => ({ type: 'int', kind: 'call', function: name, args })),
      fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([test, yes, no]): Expr => {
        const zero: Expr = { type: 'int', kind: 'int', value: 0n }
        const positive: Expr = {
          type: 'bool',
          kind: 'binary',
          operator: '>',
          left: test,
          right: zero,
        }
        // biome-ignore lint/suspicious/noThenProperty: the branch of a conditional, no promise
        return { type: 'int', kind: 'conditional', test: positive, then: yes, else: no }
      }),
    ),
  }))
  return expr
}

const someCase = fc
  .tuple(someField('a'), someField('b'), someField('c'))
  .chain((fields) => fc.tuple(fc.constant(fields), someExpr(fields)))

describe('interval()', () => {
  it('holds the value of every expression', () => {
    fc.assert(
      fc.property(someCase, ([fields, expr]) => {
        const bounds = interval(expr)
        const values = new Map(fields.map(({ name, value }) => [name, value]))
        const value = evaluate(toPlain(expr), (name) => values.get(name))
        if (!bounds || typeof value !== 'bigint') return
        const text = `${show(expr)} = ${value}, not in ${bounds.min} to ${bounds.max}`
        expect(value >= bounds.min && value <= bounds.max, text).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it('knows the value whenever every part has bounds', () => {
    fc.assert(
      fc.property(someCase, ([fields, expr]) => {
        const values = new Map(fields.map(({ name, value }) => [name, value]))
        const value = evaluate(toPlain(expr), (name) => values.get(name))
        const integers = [...parts(expr)].filter((part) => part.type === 'int')
        if (integers.every(interval)) expect(value, show(expr)).toBeTypeOf('bigint')
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['a field takes its range', known('a', 3n, 7n, 3n).expr, { min: 3n, max: 7n }],
    [
      'a remainder has the sign of the dividend',
      binary('%', known('a', -5n, 5n, 0n).expr, known('b', 1n, 4n, 1n).expr),
      { min: -3n, max: 3n },
    ],
    [
      'a mask bounds a negative value',
      binary('&', known('a', -9n, 9n, 0n).expr, { type: 'int', kind: 'int', value: 7n }),
      { min: 0n, max: 7n },
    ],
  ] as const)('%s', (_, expr, bounds) => {
    expect(interval(expr)).toEqual(bounds)
  })

  it('knows nothing of a division that may meet zero', () => {
    expect(interval(binary('/', known('a', 1n, 2n, 1n).expr, known('b', 0n, 2n, 1n).expr))).toBe(
      undefined,
    )
  })

  it('counts the default of a field that may be absent', () => {
    const { expr } = known('a', 5n, 9n, 5n)
    if (expr.kind !== 'field') throw new TypeError('No field')
    const field = { ...expr.field, inTail: true, fallback: 0n }
    expect(interval({ ...expr, field })).toEqual({ min: 0n, max: 9n })
  })

  it('does not trust a constant, which a bad file may not have', () => {
    const { expr } = known('a', 0n, 9n, 5n)
    if (expr.kind !== 'field') throw new TypeError('No field')
    const field: Field = { ...expr.field, constant: { kind: 'int', value: 5n } }
    expect(interval({ ...expr, field })).toEqual({ min: 0n, max: 9n })
  })
})

describe('checkWidths()', () => {
  const withValues = (first: string, next: (before: string) => string) => {
    const values = [{ name: 'v0', value: first, summary: 'First.' }]
    for (let i = 1; i <= 40; i++) {
      values.push({ name: `v${i}`, value: next(`v${i - 1}`), summary: 'Next.' })
    }
    const clusters = { name: 'clusters', value: 'v40', summary: 'Last.' }
    return { ...(goodSchema() as object), values: [...values, clusters] }
  }

  it('ends soon where every value has the one before twice', { timeout: 5000 }, () => {
    const schema = withValues('header.delta', (before) => `${before} + ${before} - ${before}`)
    const resolved = resolve(schema, 'test.json')
    const paths = resolved.kind === 'problems' ? resolved.problems.map((one) => one.path) : []
    expect(paths.filter((path) => path.startsWith('values.'))).toEqual([])
  })

  it('refuses values that are squared again and again, once', { timeout: 5000 }, () => {
    const resolved = resolve(
      withValues('header.size', (before) => `${before} * ${before}`),
      'a.json',
    )
    expect(resolved.kind === 'problems' && resolved.problems.map((one) => one.path)).toEqual([
      'values.v3',
    ])
  })
})

function binary(operator: BinaryOperator, left: Expr, right: Expr): Expr {
  return { type: 'int', kind: 'binary', operator, left, right }
}
