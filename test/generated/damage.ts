/** Which bytes of a damaged image were damaged, told from the commands that did it. */
import type { Finding } from '../../src/binary/index.ts'
import type { Fixture } from '../fixtures.ts'

/** Damaged bytes; `end` is exclusive. */
export interface Span {
  readonly start: bigint
  readonly end: bigint
}

/** The bytes that were damaged, one span per command that did it. */
export function damageOf(fixture: Fixture): readonly Span[] {
  const spans = fixture.made_by.flatMap((command) => {
    const edit = /^# hex edit .*@0x([0-9a-f]+): ([0-9a-f]+)(\.\.\.\((\d+) bytes\))?/.exec(command)
    if (edit) {
      const start = Number.parseInt(edit[1] ?? '', 16)
      const written = edit[4] ? Number(edit[4]) : (edit[2] ?? '').length / 2
      // Zeros at the end clear what is left of a longer name.
      const cleared = /[^0]/.test(edit[2] ?? '') ? /(00)*$/.exec(edit[2] ?? '')?.[0].length : 0
      const length = edit[4] ? written : written - (cleared ?? 0) / 2
      return [{ start: BigInt(start), end: BigInt(start + length) }]
    }
    const cut = /^truncate -s (\d+) .*cow/.exec(command)
    return cut ? [{ start: BigInt(cut[1] ?? 0), end: BigInt(cut[1] ?? 0) + 1n }] : []
  })
  if (spans.length === 0) throw new Error(`unknown damage: ${fixture.made_by.join('; ')}`)
  return spans
}

/** Whether findings together cover every byte of a span. */
export function isCovered(span: Span, findings: readonly Finding[]): boolean {
  let reached = span.start
  const ranges = findings.map(({ offset, length }) => ({
    start: BigInt(offset),
    end: BigInt(offset) + BigInt(length),
  }))
  for (const range of ranges.sort((a, b) => (a.start < b.start ? -1 : 1))) {
    if (range.start <= reached && range.end > reached) reached = range.end
  }
  return reached >= span.end
}
