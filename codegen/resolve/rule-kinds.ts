/**
 * The rules that parts of a header imply: one entry per kind, with all that is said of it.
 *
 * In a text, `{name}` is the spec name of what the rule is about (`flags of snapshot`), `{field}`
 * the same as code, `{owner}` the last part of it; others are facts of the field.
 */
import type { Repair, Severity } from '../ir.ts'

/** What a kind of rule says, whatever it is about. */
export interface RuleKind {
  readonly severity: Severity
  readonly message: string
  /** What holds in a good image. */
  readonly summary: string
  readonly details?: string
  readonly advice: string
  readonly expected?: string
  readonly example?: string
  readonly untrusted?: Severity
  readonly policy?: 'untrusted'
  readonly repair?: Repair
}

const ASK_NEWER = 'Use a tool that knows the feature; this one cannot tell what the bit changes.'

const CUT =
  'Get the whole file again: a copy or a download was cut short. What is left can be read with care.'

const DAMAGED =
  'Compare the header with another copy of the image. If this is the only one, find out the right value before anything writes to it.'

/** Kinds of rules that follow from the header's layout. */
export const HEADER_KINDS = {
  truncated: {
    severity: 'error',
    message: 'the file ends inside the header',
    summary: 'The file holds the whole header.',
    example: 'the file ends inside the header: found 512 bytes, expected 1056 bytes',
    advice: CUT,
    expected: 'a file at least as long as its header',
  },
  constant: {
    severity: 'error',
    message: '{name} is not the constant of this format',
    summary: '{field} has the only value that the format knows.',
    expected: '{constant}',
    example: '{name} is not the constant of this format: expected {constant}',
    advice:
      'Check that the file is an image of this format. If it is, the first bytes are damaged: restore them from another copy.',
  },
  range: {
    severity: 'error',
    message: '{name} is out of range',
    summary: '{field} is within its range.',
    details:
      'A value outside its range is taken for unknown, and with it all that is computed from it.',
    expected: '{range}',
    example: '{name} is out of range: found {over}, expected {range}',
    advice: DAMAGED,
  },
  value: {
    severity: 'error',
    message: '{name} has an unknown value',
    summary: '{field} has one of its named values.',
    expected: '{values}',
    example: '{name} has an unknown value: found {over}, expected {values}',
    advice:
      'Use a tool of the time of the image or later; if there is none, the field is likely damaged.',
  },
  'bits.incompatible': {
    severity: 'error',
    message: '{name} has an unknown bit: a reader must refuse the image',
    summary: '{field} has no bit that this reader does not know.',
    details:
      'An incompatible feature changes what the bytes mean. Who goes on without knowing it reads nonsense, or destroys the image.',
    example: '{name} has an unknown bit: a reader must refuse the image: bit {bit}',
    advice: ASK_NEWER,
    expected: 'no bit beyond {known}',
  },
  'bits.compatible': {
    severity: 'notice',
    message: '{name} has an unknown bit, which readers may ignore',
    summary: '{field} has no bit that this reader does not know.',
    example: '{name} has an unknown bit, which readers may ignore: bit {bit}',
    advice: 'Nothing needs to be done: the image reads the same without the feature.',
    expected: 'no bit beyond {known}',
  },
  'bits.autoclear': {
    severity: 'notice',
    message: '{name} has an unknown bit, which a writer must clear',
    summary: '{field} has no bit that this reader does not know.',
    details:
      'A tool that writes to the image and leaves the bit set tells the owner of the feature that its data is still good.',
    example: '{name} has an unknown bit, which a writer must clear: bit {bit}',
    advice:
      'Reading is safe. Clear the bit only if the image was written to by a tool that does not know the feature.',
    expected: 'no bit beyond {known}',
  },
  'bits.reserved': {
    severity: 'notice',
    message: '{name} has a reserved bit set',
    summary: 'The reserved bits of {field} are 0.',
    example: '{name} has a reserved bit set: bit {bit}',
    advice: 'Nothing needs to be done, unless other findings hint at damage around it.',
    expected: 'no bit beyond {known}',
  },
  unterminated: {
    severity: 'error',
    message: '{name} does not end with NUL',
    summary: '{field} ends with a NUL.',
    details: 'Tools differ in where they cut such a text, so they see different names.',
    example:
      '{name} does not end with NUL: found 1024 bytes without NUL, expected a NUL at the end',
    advice: 'Find out the right text from who made the image, and write it anew.',
  },
  padding: {
    severity: 'notice',
    message: '{name} has bytes after its NUL',
    summary: 'What follows the NUL of {field} is zero.',
    details: 'No tool reads the bytes. They may be left over from a longer text, or hidden there.',
    example: '{name} has bytes after its NUL: found 2e 72 61 77, expected zero',
    advice: 'Repair clears the bytes; look at them first if you care what they were.',
    expected: 'zeros after the NUL',
    repair: { kind: 'zero' },
  },
  control: {
    severity: 'warning',
    message: '{name} has control characters or bytes that are no UTF-8',
    summary: '{field} is text that can be shown.',
    details:
      'Control characters can change what a terminal shows. Bytes that are no UTF-8 are a name in another encoding, or no name.',
    example:
      '{name} has control characters or bytes that are no UTF-8: found base\\x1b[2J, expected printable text',
    advice: 'Do not paste the text anywhere; look at its bytes with dump, then decide.',
    expected: 'text without control characters, in UTF-8',
    untrusted: 'error',
  },
  'control.located': {
    severity: 'warning',
    message: '{name} has a NUL, control characters or bytes that are no UTF-8',
    summary: '{field} is text that can be shown.',
    details:
      'Control characters can change what a terminal shows. A NUL ends the text for some tools and not for others, which then see different names.',
    example:
      '{name} has a NUL, control characters or bytes that are no UTF-8: found base\\0.raw, expected printable text',
    advice: 'Do not paste the text anywhere; look at its bytes with dump, then decide.',
    expected: 'text without NUL and control characters, in UTF-8',
    untrusted: 'error',
  },
  hole: {
    severity: 'notice',
    message: 'the hole{owner} is not zero',
    summary: '{field}, left by a compiler, is zero.',
    details: 'No tool reads the bytes. They may be leftovers of the memory of who wrote them.',
    example: 'the hole{owner} is not zero: found 00 00 00 01, expected zero',
    advice: 'Repair clears the bytes; nothing depends on them.',
    expected: 'zeros',
    repair: { kind: 'zero' },
  },
  reserved: {
    severity: 'notice',
    message: 'reserved bytes{owner} are not zero',
    summary: '{field}, kept for later, is zero.',
    example: 'reserved bytes{owner} are not zero: found 01 00 00 00, expected zero',
    advice:
      'Ask whether a newer tool made the image: if so, use that tool, since the bytes may mean something to it.',
    expected: 'zeros',
  },
  bounds: {
    severity: 'error',
    message: '{name} lies outside the space for it, or has an impossible length',
    summary: '{field} lies where the format allows it.',
    example: '{name} ends at byte 65540: found 10 bytes at 65530, expected at 65536 or before',
    advice:
      'Do not let other tools open the image: they may read the name from elsewhere. Find out the right name and write it anew.',
  },
  'extensions.bounds': {
    severity: 'error',
    message: 'a header extension runs past the end of the extension area',
    summary: 'Every header extension ends inside the extension area.',
    details: 'What stands behind a length that is wrong is not found, and may be missed.',
    example:
      'a header extension runs past the end of the extension area: found 4096 bytes, expected records that end inside the area',
    advice: 'Compare with another copy of the image; the length of the extension is damaged.',
  },
  count: {
    severity: 'error',
    message: 'there are more header extensions than a reader follows',
    summary: 'The header extensions are no more than a reader follows.',
    example:
      'there are more header extensions than a reader follows: found 257, expected at most 256',
    advice: 'Do not trust the image: no tool writes so many.',
  },
  duplicate: {
    severity: 'warning',
    message: 'a header extension is there twice',
    summary: 'Each header extension is there once.',
    details: 'One tool uses the first and another the last, so they see different images.',
    example: 'a header extension is there twice: found 0xe2792aca, expected at most one',
    advice: 'Find out which of the two is meant, and have a tool of the format write the header.',
    untrusted: 'error',
  },
  unknown: {
    severity: 'notice',
    message: 'a header extension is of unknown type',
    summary: 'Every header extension is of a known type.',
    details: 'The format demands that a reader skips what it does not know.',
    example: 'a header extension is of unknown type: found 0x12345678, expected a known type',
    advice: 'Nothing needs to be done: it is skipped, and kept when the header is written.',
  },
  content: {
    severity: 'error',
    message: 'the {name} extension has an impossible length',
    summary: 'The content of the {field} extension has a length that it can have.',
    example: 'the {name} extension has an impossible length: found 5 bytes',
    advice: 'Compare with another copy of the image; the extension is damaged or forged.',
  },
  beyond_file: {
    severity: 'error',
    message: 'the file ends before {name} does',
    summary: 'The file is long enough for {field}.',
    example: '{name} ends past the end of the file at 1156: found 1156 bytes',
    advice: CUT,
  },
  too_large: {
    severity: 'error',
    message: '{name} is larger than a reader accepts',
    summary: '{field} is no larger than readers accept.',
    details: 'The limit keeps a forged header from using up the memory of a reader.',
    example: '{name} is larger than a reader accepts: found 1099511627776 bytes',
    advice: 'Do not trust the image: no tool makes one that large.',
  },
  unaligned: {
    severity: 'error',
    message: '{name} is not aligned',
    summary: '{field} begins at a multiple of what the format demands.',
    example: '{name} is not aligned: found offset 196609, expected a multiple of 65536',
    advice: DAMAGED,
  },
  overlap: {
    severity: 'error',
    message: 'two parts of the file overlap',
    summary: 'No two parts of the file share bytes.',
    details: 'A write to one of the parts changes the other.',
    example:
      'l1_table overlaps refcount_table: found bytes 65536–131071, expected space of its own',
    advice: 'Read only, and copy what can be read into a new image.',
  },
} as const satisfies Readonly<Record<string, RuleKind>>
