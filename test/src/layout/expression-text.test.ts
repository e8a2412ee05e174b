import { describe, expect, it } from 'vitest'
import { show, toPlain } from '../../../codegen/resolve/expressions.ts'
import { bothText, expressionText } from '../../../src/layout/expression-text.ts'
import { repositoryFormats } from '../../codegen/emit/formats.ts'
import { binary, int, name } from './sample.ts'

describe('expressionText()', () => {
  const sum = binary('+', name('a'), int(1))

  it('puts parentheses where they are needed, and nowhere else', () => {
    expect(expressionText(binary('*', sum, binary('*', name('b'), int(2))))).toBe(
      '(a + 1) * (b * 2)',
    )
    expect(expressionText(binary('+', sum, int(2)))).toBe('a + 1 + 2')
    expect(expressionText(binary('==', binary('&', name('a'), int(1)), int(0)))).toBe(
      '(a & 1) == 0',
    )
  })

  it('writes every kind of expression', () => {
    // biome-ignore lint/suspicious/noThenProperty: the layout names it so
    const test = { kind: 'conditional', test: name('t'), then: sum, else: int(2) } as const
    expect(expressionText(test)).toBe('t ? a + 1 : 2')
    expect(expressionText(binary('-', test, int(1)))).toBe('(t ? a + 1 : 2) - 1')
    expect(expressionText({ kind: 'text', value: "it's \\" })).toBe("'it\\'s \\\\'")
    const minus = (operand: typeof sum) => ({ kind: 'unary', operator: '-', operand }) as const
    expect(expressionText(minus(sum))).toBe('-(a + 1)')
    expect(expressionText(minus({ kind: 'int', value: -3n }))).toBe('-(-3)')
    expect(expressionText({ kind: 'call', function: 'max', args: [sum, test] })).toBe(
      'max(a + 1, t ? a + 1 : 2)',
    )
  })

  it('writes the conditions of all formats as the schemas do', async () => {
    const items = (await repositoryFormats()).flatMap(({ structs }) =>
      structs.flatMap((struct) => struct.items),
    )
    const conditions = items.flatMap((item) => (item.kind !== 'hole' && item.when) || [])
    expect(conditions.length).toBeGreaterThan(5)
    for (const when of conditions) expect(expressionText(toPlain(when))).toBe(show(when))
  })
})

describe('bothText()', () => {
  it('encloses what the operator between them would divide', () => {
    const either = binary('||', name('a'), name('b'))
    expect(bothText(either, 'c')).toBe('(a || b) && c')
    expect(bothText(binary('>', name('a'), int(1)), 'c')).toBe('a > 1 && c')
  })
})
