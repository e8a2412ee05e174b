/**
 * Which format a file is read as, and what speaks against it.
 *
 * All signatures of all formats are looked for, the foreign ones and those at the end of the file too:
 * a file that is one format to one tool and another to the next is a way past a check.
 */
import { type Finding, finding, type Place, type Rule } from '../binary/finding.ts'
import type { Format, Signature } from '../binary/format.ts'
import {
  type Detection,
  type FileEnds,
  foreignAmong,
  foreignText,
  matchesAt,
  mismatchText,
  type NearMiss,
  oneOf,
} from '../formats/detect.ts'
import { choiceText } from '../formats/evidence.ts'
import { chooseAmong, detect, formats } from '../formats/registry.ts'
import { hexPairs } from '../layout/hex.ts'
import { GENERAL_RULES } from './rules.ts'

/** What a file is taken for. */
export type Identified =
  | { readonly kind: 'format'; readonly format: Format; readonly findings: readonly Finding[] }
  /** Raw by the word of the caller alone. */
  | { readonly kind: 'raw'; readonly findings: readonly Finding[] }
  | { readonly kind: 'unreadable'; readonly findings: readonly Finding[] }

/** The ends of a file, and where its end is, as far as that is known. */
export interface SizedEnds extends FileEnds {
  readonly fileSize: number | undefined
}

/** What a file has the bytes of. */
interface Match {
  /** `qcow2`, `VMDK`. */
  readonly name: string
  readonly title: string
  readonly format: Format | undefined
  /** The first bytes of a raw disk may well be these. */
  readonly isOnDisks: boolean
  readonly place: Place
  readonly bytes: Uint8Array
}

/** Bytes to show of a file that resembles nothing. */
const UNKNOWN_SIZE = 8

/**
 * Tells the format of a file, or takes the one that is named: an exact id, a family or `raw`.
 *
 * @throws UnsupportedError `format` if `named` names no format
 */
export function identify(ends: SizedEnds, named: string | undefined): Identified {
  const { first } = ends
  if (named === 'raw') return { kind: 'raw', findings: conflictsOf(undefined, ends) }
  const choice = chooseAmong(first, named)
  if (first.length === 0) return unreadable(emptyFinding())
  if (choice.kind === 'known') {
    const { format } = choice
    const findings = [...choiceFindings(choice, first), ...conflictsOf(format, ends)]
    return { kind: 'format', format, findings }
  }
  const matches = matchesOf(ends)
  // The family that is named has several formats, and the bytes are of none of them.
  const other = named === undefined ? undefined : matches.find(({ format }) => format)
  if (named !== undefined && other !== undefined) {
    return { kind: 'unreadable', findings: mismatch(other, named, `a signature of ${named}`) }
  }
  const [foreign] = matches
  if (foreign !== undefined) return unreadable(foreignFinding(foreign))
  return unreadable(unknownFinding(first, choice.candidates))
}

/** Which of several formats with one signature the file is read as, unless that is clear. */
function choiceFindings(
  { format, choice }: Extract<Detection, { kind: 'known' }>,
  first: Uint8Array,
): readonly Finding[] {
  const byBytes = choice ?? choiceOf(detect(first))
  const signature = format.signatures.find(({ at, bytes }) => matchesAt(first, at, bytes))
  const best = byBytes?.readings[0]?.format
  if (byBytes === undefined || best === undefined || signature === undefined) return []
  if (byBytes.readings.every((reading) => reading.format !== format)) return []
  const isNamed = choice === undefined
  if (isNamed ? best === format : byBytes.isClear) return []
  const others = byBytes.readings.flatMap((reading) =>
    reading.format === format ? [] : [reading.format.id],
  )
  const { place } = matchOf(format, signature)
  const report = (rule: Rule, expected: string, message: string) =>
    finding(rule, place, { actual: format.id, expected, message })
  if (isNamed) {
    const message = `the file is read as ${format.id} by its name, but it ${choiceText(byBytes)}`
    return [report(GENERAL_RULES['format.ambiguous_reading'], best.id, message)]
  }
  const rule = GENERAL_RULES[byBytes.isOpen ? 'format.ambiguous_reading' : 'format.choice']
  const options = oneOf(others.map((id) => `-f ${id}`))
  const message = `the file ${choiceText(byBytes)}`
  return [report(rule, `${options}, if it is not ${format.id}`, message)]
}

const choiceOf = (detection: Detection) =>
  detection.kind === 'known' ? detection.choice : undefined

const unreadable = (found: Finding): Identified => ({ kind: 'unreadable', findings: [found] })

/** All signatures that a file has, of known formats first, and of those the one that it is read as. */
function matchesOf({ first, tail, fileSize }: SizedEnds): readonly Match[] {
  const found = detect(first)
  const best = found.kind === 'known' ? [found.format] : []
  const own = [...new Set([...best, ...formats])].flatMap((format) => {
    const found = format.signatures.find(({ at, bytes }) => matchesAt(first, at, bytes))
    return found ? [matchOf(format, found)] : []
  })
  const foreign = foreignAmong({ first, tail }).map(
    ({ name, title, onDisks, at, fromEnd, bytes }) => {
      const offset = fromEnd ? (fileSize ?? at) - at : at
      const place = { field: 'signature', offset, length: bytes.length }
      return { name, title, format: undefined, isOnDisks: onDisks === true, place, bytes }
    },
  )
  return [...own, ...foreign]
}

function matchOf(format: Format, { at, bytes }: Signature): Match {
  return {
    name: format.id,
    title: format.title,
    format,
    isOnDisks: false,
    place: { field: 'signature', offset: at, length: bytes.length },
    bytes,
  }
}

/** What the file has the signatures of besides `format`; undefined stands for raw. */
function conflictsOf(format: Format | undefined, ends: SizedEnds): readonly Finding[] {
  const matches = matchesOf(ends)
  const others = matches.filter((match) => format === undefined || !isOf(format, match))
  if (format === undefined) {
    const images = others.filter(({ isOnDisks }) => !isOnDisks)
    return mismatch(images[0], 'raw', 'no signature of an image format')
  }
  if (others.length < matches.length) {
    return distinct(others).map((other) => ambiguousFinding(other, format.id))
  }
  const expected = oneOf(format.signatures.map(({ bytes }) => hexPairs(bytes)))
  return mismatch(others[0], format.id, expected)
}

/** Whether the bytes of a match are those by which `format` is known: another may share them. */
function isOf(format: Format, { place, bytes }: Match): boolean {
  return format.signatures.some(
    (own) => own.at === place.offset && hexPairs(own.bytes) === hexPairs(bytes),
  )
}

/** One match per name: a format may have several signatures. */
function distinct(matches: readonly Match[]): readonly Match[] {
  return matches.filter(
    ({ name }, index) => matches.findIndex((other) => other.name === name) === index,
  )
}

function mismatch(match: Match | undefined, id: string, expected: string): readonly Finding[] {
  if (match === undefined) return []
  const message = `these bytes are ${match.name}, not ${id}`
  return [matchFinding(GENERAL_RULES['format.mismatch'], match, { expected, message })]
}

function ambiguousFinding(match: Match, id: string): Finding {
  const message = `the file is ${id} by its signature, and ${match.name} by these bytes`
  const expected = `no signature but that of ${id}`
  return matchFinding(GENERAL_RULES['format.ambiguous'], match, { expected, message })
}

function foreignFinding(match: Match): Finding {
  const hint = match.isOnDisks ? '; if it is a raw disk, say so with -f raw' : ''
  return matchFinding(GENERAL_RULES['format.foreign'], match, {
    expected: `a signature of ${families()}`,
    message: `the file ${foreignText(match)}${hint}`,
  })
}

function matchFinding(
  rule: Rule,
  { place, bytes }: Match,
  values: { readonly expected: string; readonly message: string },
): Finding {
  return finding(rule, place, { actual: hexPairs(bytes), ...values })
}

function emptyFinding(): Finding {
  const place = { field: 'file', offset: 0, length: 0 }
  const expected = `a signature of ${families()}`
  return finding(GENERAL_RULES['format.empty'], place, { actual: '0 bytes', expected })
}

/** The file is of no known format: its bytes, where those that come near have their signatures. */
export function unknownFinding(first: Uint8Array, candidates: readonly NearMiss[]): Finding {
  const signatures = candidates.map(({ signature }) => signature)
  const start = signatures.reduce((least, { at }) => Math.min(least, at), first.length)
  const end = signatures.reduce((most, { at, bytes }) => Math.max(most, at + bytes.length), 0)
  const isNear = signatures.length > 0
  const offset = isNear ? start : 0
  const bytes = first.subarray(offset, isNear ? end : UNKNOWN_SIZE)
  const expected = isNear
    ? oneOf(signatures.map((signature) => hexPairs(signature.bytes)))
    : `a signature of ${families()}`
  const place = { field: 'signature', offset, length: bytes.length }
  const message = `the file ${mismatchText(first, candidates)}`
  const values = { actual: hexPairs(bytes), expected, message }
  return finding(GENERAL_RULES[isNear ? 'format.near_miss' : 'format.unknown'], place, values)
}

/** The format that the bytes of a backing file tell, or the name of the foreign one. */
export function bytesAre(ends: FileEnds): {
  format: Format | undefined
  foreign: string | undefined
} {
  const found = detect(ends.first)
  if (found.kind === 'known') return { format: found.format, foreign: undefined }
  return { format: undefined, foreign: foreignAmong(ends)[0]?.name }
}

function families(): string {
  return oneOf(formats.map(({ family }) => family))
}
