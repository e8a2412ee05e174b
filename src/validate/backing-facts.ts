/** What a backing file is like, against what the image over it says. */
import type { Finding, Place } from '../binary/finding.ts'
import type { OpenedFile } from '../cow/overlay.ts'
import { findLayout } from '../formats/layouts.ts'
import type { Walk } from './layer.ts'
import type { ValidatedHeader } from './named-files.ts'
import { fieldPlace } from './named-files.ts'

/** The size and the time of the file directly below the image that is checked. */
export function againstTop(
  { report, top }: Walk,
  file: OpenedFile,
  size: bigint | undefined,
): readonly Finding[] {
  const { virtualSize, backingMtime, backingSize } = top.facts
  const isShorter = size !== undefined && virtualSize !== undefined && size < virtualSize
  const sizes = { actual: `${size} bytes`, expected: `at least ${virtualSize} bytes` }
  const { modified } = file
  const isKnown = backingMtime !== undefined && modified !== undefined
  const isOther = isKnown && backingMtime !== BigInt(modified)
  const isOtherSize = size !== undefined && backingSize !== undefined && size !== backingSize
  const recorded = {
    actual: `${size} bytes`,
    expected: `${backingSize} bytes`,
    place: placeOf(top, 'backingSize'),
  }
  return [
    ...(isShorter ? report('shorter', sizes) : []),
    ...(isOtherSize ? report('size', recorded) : []),
    ...(isOther
      ? report('mtime', {
          actual: timeText(backingMtime),
          expected: timeText(BigInt(modified)),
          place: placeOf(top, 'backingMtime'),
        })
      : []),
  ]
}

/** The field that records a fact of the backing file. */
function placeOf(header: ValidatedHeader, fact: 'backingMtime' | 'backingSize'): Place | undefined {
  const field = findLayout(header.format.id)?.[fact]?.field
  return field === undefined ? undefined : fieldPlace(header, field)
}

/** `1300000000 (2011-03-13T07:06:40Z)`; the number alone where no calendar has it. */
function timeText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000)
  return Number.isNaN(date.getTime())
    ? String(seconds)
    : `${seconds} (${date.toISOString().replace('.000', '')})`
}
