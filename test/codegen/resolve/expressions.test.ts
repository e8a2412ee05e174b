import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expr } from '../../../codegen/ir.ts'
import { compile, type Scope, show, toPlain } from '../../../codegen/resolve/expressions.ts'
import { evaluate } from '../../../src/layout/evaluate.ts'

const input = (name: string, type: 'int' | 'bool' | 'text'): Expr =>
  ({ type, kind: 'input', input: { names: { spec: name } } }) as unknown as Expr

const NAMES: Record<string, Expr> = {
  a: input('a', 'int'),
  b: input('b', 'int'),
  c: input('c', 'int'),
  'header.size': input('header.size', 'int'),
  name: input('name', 'text'),
}

const SCOPE: Scope = {
  name: (path) => NAMES[path],
  sizeOf: (struct) => (struct === 'header' ? 80n : undefined),
  offsetOf: (path) => (path === 'header.size' ? 8n : undefined),
  extension: () => undefined,
  names: Object.keys(NAMES),
}

const any = (source: string) => compile(source, SCOPE, 'any')

describe('compile()', () => {
  it.each([
    ['a + b * c', 'a + b * c'],
    ['(a + b) * c', '(a + b) * c'],
    ['a - (b - c)', 'a - (b - c)'],
    ['(a - b) - c', 'a - b - c'],
    ['a << b + 1', 'a << b + 1'],
    ['(a & b) == c', '(a & b) == c'],
    ['(a | b) & c', '(a | b) & c'],
    ['a < b && b < c || !(a == c)', 'a < b && b < c || !(a == c)'],
    ['(a < b ? a : b) + 1', '(a < b ? a : b) + 1'],
    ['a < b ? a : (b < c ? b : c)', 'a < b ? a : (b < c ? b : c)'],
    ['-(a + b)', '-(a + b)'],
    ['-(-a)', '-(-a)'],
    ['a - -b', 'a - -b'],
    ['alignUp(sizeof(header) + a, 512)', 'alignUp(sizeof(header) + a, 512)'],
    ['offsetof(header.size)', 'offsetof(header.size)'],
    [`name == 'it\\'s'`, `name == 'it\\'s'`],
    ['length(name) % 8', 'length(name) % 8'],
  ])('reads %s', (source, shown) => {
    expect(show(any(source))).toBe(shown)
  })

  it.each([
    ['a + b', 'int'],
    ['a == b', 'bool'],
    ['a < b && b < c', 'bool'],
    ['name', 'text'],
    ["name == ''", 'bool'],
    ['length(name)', 'int'],
    ['isPowerOfTwo(a)', 'bool'],
    ["a == 1 ? 'x' : name", 'text'],
  ])('types %s as %s', (source, type) => {
    expect(any(source).type).toBe(type)
  })

  it.each([
    ['a + name', '+ needs an integer, but "name" is a text'],
    ['a && b == 1', '&& needs a condition, but "a" is an integer'],
    ['!a', '! needs a condition, but "a" is an integer'],
    ['a == name', '== needs two of a kind: "a" is an integer, "name" a text'],
    ['a == 1 ? 2 : name', '? : needs two of a kind: "2" is an integer, "name" a text'],
    ['length(a)', 'length() needs a text, but "a" is an integer'],
    ['d', 'unknown name "d"'],
    ['a.b', 'unknown name "a.b"'],
    ['true', 'true is no integer and no text'],
    ['1.5', '1.5 is no integer and no text'],
    ['[a]', 'has a list, which the language lacks'],
    ['a ^ b', 'has the operator ^, which the language lacks'],
    ['~a', 'has the operator ~, which the language lacks'],
    ['toString(a)', 'unknown function "toString"'],
    ['sizeof(header, header)', 'sizeof() gets 2 arguments'],
  ])('rejects %s', (source, message) => {
    expect(() => any(source)).toThrow(message)
  })

  it('wants the type that its place takes', () => {
    expect(() => compile('a', SCOPE, 'bool')).toThrow('"a" is an integer, not a condition')
    expect(compile(512, SCOPE, 'int')).toEqual({ type: 'int', kind: 'int', value: 512n })
  })

  it('keeps integers beyond 2^53 exact', () => {
    expect(any('18446744073709551615')).toMatchObject({ value: 18446744073709551615n })
  })
})

/** Random expressions of each type, with their text fully in parentheses. */
const { int: intText } = fc.letrec<{ int: string; bool: string }>((tie) => ({
  int: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', 'c', '0', '1', '7', '512'),
    fc
      .tuple(tie('int'), fc.constantFrom('+', '-', '*', '/', '%', '<<', '>>', '&', '|'), tie('int'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('bool'), tie('int'), tie('int')).map(([t, a, b]) => `(${t} ? ${a} : ${b})`),
    tie('int').map((operand) => `(-${operand})`),
    fc.tuple(tie('int'), tie('int')).map(([a, b]) => `max(${a}, ${b})`),
  ),
  bool: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie('int'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('int'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('bool').map((operand) => `(!${operand})`),
  ),
}))

describe('show()', () => {
  it('prints what reads as the same expression', () => {
    fc.assert(
      fc.property(intText, (text) => {
        const expr = any(text)
        expect(any(show(expr))).toEqual(expr)
      }),
    )
  })

  it('prints what evaluates to the same value', () => {
    const value = fc.bigInt({ min: -20n, max: 20n })
    fc.assert(
      fc.property(intText, value, value, value, (text, a, b, c) => {
        const lookup = (name: string) => ({ a, b, c })[name]
        const expr = any(text)
        const again = evaluate(toPlain(any(show(expr))), lookup)
        expect(again).toBe(evaluate(toPlain(expr), lookup))
      }),
    )
  })
})
