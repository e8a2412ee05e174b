import { describe, expect, it } from 'vitest'
import {
  addToTally,
  createTally,
  summaryText,
  tallyOf,
  type Validation,
  type Verdict,
} from '../../../src/validate/index.ts'
import { SCOPE } from '../../../src/validate/report.ts'

const plain = (text: string) => text
const paint = {
  error: plain,
  warning: plain,
  notice: plain,
  good: plain,
  strong: plain,
  dim: plain,
}
const options = { paint, width: 80 }

function outcome(verdict: Verdict, rules: readonly string[] = []): Validation {
  const findings = rules.map((rule) => ({
    rule,
    severity: 'error' as const,
    message: 'm',
    field: 'f',
    offset: 0,
    length: 0,
    actual: '',
    expected: '',
    spec: '',
  }))
  return { filename: 'x', format: null, schema: null, policy: 'trusted', verdict, findings }
}

describe('summaryText()', () => {
  it('counts each outcome that there is, and says what valid means', () => {
    const verdicts = ['valid', 'valid', 'warnings', 'invalid', 'unreadable'] as const
    const tally = tallyOf(verdicts.map((verdict) => outcome(verdict)))
    tally.failures += 1
    expect(summaryText(tally, options)).toBe(
      `valid: ${SCOPE}
6 files: 2 valid, 1 with warnings, 1 invalid, 1 unreadable, 1 not checked
`,
    )
    const invalid = [outcome('invalid'), outcome('invalid')]
    expect(summaryText(tallyOf(invalid), options)).toBe('2 files: 2 invalid\n')
  })

  it('lists the rules that most files break, each file once', () => {
    const tally = tallyOf([
      outcome('invalid', ['cow-v2.sectorsize', 'cow-v2.sectorsize', 'cow-v2.size.limit']),
      outcome('invalid', ['cow-v2.sectorsize']),
    ])
    expect(summaryText(tally, options)).toBe(
      `files  rule
    2  cow-v2.sectorsize  the sector size is not 512
    1  cow-v2.size.limit  the bitmap would not fit in the 2 GiB that QEMU can…

2 files: 2 invalid
`,
    )
  })

  it('leaves that list out where no rule is broken twice', () => {
    const tally = tallyOf([outcome('invalid', ['a.b']), outcome('invalid', ['a.c'])])
    expect(summaryText(tally, options)).toBe('2 files: 2 invalid\n')
  })

  it('shows ten rules and counts the others', () => {
    const rules = Array.from({ length: 12 }, (_, at) => `a.r${at}`)
    const text = summaryText(
      tallyOf([outcome('invalid', rules), outcome('invalid', rules)]),
      options,
    )
    expect(text).toContain('… and 2 more rules\n')
    expect(text.split('\n').filter((line) => line.includes('a.r'))).toHaveLength(10)
  })

  it('has no more lines for ten thousand files, and sets thousands apart', () => {
    const tally = createTally()
    for (let at = 0; at < 10_000; at++) addToTally(tally, 'warnings', ['cow-v2.sectorsize'])
    tally.others = 3
    expect(summaryText(tally, options)).toBe(
      ` files  rule
10,000  cow-v2.sectorsize  the sector size is not 512

3 other files in the folders, of no supported format
10,000 files: 10,000 with warnings
`,
    )
  })

  it('counts none', () => {
    expect(summaryText(createTally(), options)).toBe('0 files\n')
  })
})
