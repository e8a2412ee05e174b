/**
 * Checks an image that flows by.
 *
 * | state     | holds                               | until                                      |
 * |-----------|-------------------------------------|--------------------------------------------|
 * | `start`   | the bytes that tell the format      | they are all there                         |
 * | `header`  | the header area, half a MiB at most | it is all there                            |
 * | `scan`    | the header area, what scans keep    | the end                                    |
 * | `raw`     | nothing                             | the end                                    |
 * | `settled` | the outcome                         |                                            |
 *
 * Besides it holds the last bytes that went by, for signatures at the end of a file: in all less than
 * 1 MiB, whatever the image. The scans, rules and budgets are those of `validate`, which finds the
 * same without files to follow.
 */
import type { Finding } from '../binary/finding.ts'
import type { Format } from '../binary/format.ts'
import { headSize, tailSize } from '../formats/registry.ts'
import { identify, type SizedEnds } from './detection.ts'
import { type Examination, examine, fileSizeFindings } from './examination.ts'
import { headerLength } from './header-area.ts'
import { type Checked, formatOutcome, rawOutcome, unreadableOutcome } from './outcome.ts'
import { type Policy, TRUSTED } from './policy.ts'
import { underPolicy } from './rules.ts'
import { feedInTime, isOver } from './scan.ts'
import { type Clock, createStopwatch, type Stopwatch } from './stopwatch.ts'
import { createTail, type Tail } from './tail.ts'
import { countOf, type Validation } from './validation.ts'

/** How to check what flows by. */
export interface InspectOptions {
  /** Name to show. */
  readonly filename: string
  /** Exact id, family or `raw`; told from the bytes if left out. */
  readonly format?: string | undefined
  /** Default: `TRUSTED`. No name is followed under any policy. */
  readonly policy?: Policy | undefined
  /** The first error that no later byte can take back is enough: the other findings may be missing. */
  readonly stopAtError?: boolean | undefined
  /** Tells the time for the budget, in milliseconds; only the time inside the calls counts. */
  readonly clock?: Clock | undefined
}

/** Takes in an image from its first byte to its last. */
export interface Inspector {
  /**
   * Takes the next bytes; they may be used again afterwards. `done` says that no later byte can change
   * the verdict: to go on is allowed, and changes nothing.
   *
   * @throws UnsupportedError `format` if the options name none
   */
  push(chunk: Uint8Array): 'more' | 'done'
  /** The outcome, at the end of the file or once it is `done`. Idempotent. */
  finish(): Validation
  /** Bytes of the file that are held now. */
  readonly bufferSize: number
}

type State =
  | { readonly kind: 'start'; readonly buffer: Uint8Array; readonly length: number }
  | {
      readonly kind: 'header'
      readonly format: Format
      readonly buffer: Uint8Array
      readonly length: number
    }
  | {
      readonly kind: 'scan'
      readonly format: Format
      readonly bytes: Uint8Array
      readonly examination: Examination
      readonly expiredAt: number | undefined
    }
  | { readonly kind: 'raw' }
  | { readonly kind: 'settled'; readonly validation: Validation }

interface Inspection {
  readonly options: InspectOptions
  readonly checked: Checked
  readonly stopwatch: Stopwatch
  state: State
  /** The first bytes, as many as tell the format: detection is repeated when the last ones are known. */
  first: Uint8Array
  readonly tail: Tail
  /** Bytes that went by. */
  position: number
  /** When errors that are certain were last looked for. */
  looked: 'never' | 'before scans' | 'after scans'
}

/** Starts the inspection of one image. */
export function createInspector(options: InspectOptions): Inspector {
  const { filename, policy = TRUSTED, clock } = options
  const inspection: Inspection = {
    options,
    checked: { filename, policy },
    stopwatch: createStopwatch(policy.maxMilliseconds, clock),
    state: { kind: 'start', buffer: new Uint8Array(headSize), length: 0 },
    first: new Uint8Array(0),
    tail: createTail(tailSize),
    position: 0,
    looked: 'never',
  }
  return {
    push: (chunk) => timed(inspection, () => push(inspection, chunk)),
    finish: () => timed(inspection, () => finish(inspection)),
    get bufferSize() {
      return heldBytes(inspection)
    },
  }
}

function timed<Result>({ stopwatch }: Inspection, work: () => Result): Result {
  stopwatch.start()
  try {
    return work()
  } finally {
    stopwatch.stop()
  }
}

function push(inspection: Inspection, chunk: Uint8Array): 'more' | 'done' {
  let rest = chunk
  while (rest.length > 0 && inspection.state.kind !== 'settled') {
    const taken = take(inspection, rest)
    inspection.tail.push(rest.subarray(0, taken))
    inspection.position += taken
    rest = rest.subarray(taken)
    advance(inspection)
    giveUp(inspection)
  }
  return inspection.state.kind === 'settled' ? 'done' : 'more'
}

/** Puts bytes where the state wants them; gives how many it took. */
function take(inspection: Inspection, bytes: Uint8Array): number {
  const { state, stopwatch, position } = inspection
  switch (state.kind) {
    case 'start':
    case 'header': {
      const { buffer, length } = state
      const part = bytes.subarray(0, buffer.length - length)
      buffer.set(part, length)
      inspection.state = { ...state, length: length + part.length }
      return part.length
    }
    case 'scan': {
      if (state.expiredAt !== undefined) return bytes.length
      const { plan } = state.examination
      const expiredAt = feedInTime(plan, bytes, position, stopwatch.isExpired)
      if (expiredAt !== undefined) inspection.state = { ...state, expiredAt }
      return bytes.length
    }
    case 'raw':
    case 'settled':
      return bytes.length
  }
}

/** Goes on to the next state when the buffer of this one is full. */
function advance(inspection: Inspection): void {
  const { state } = inspection
  if (state.kind === 'start' && state.length === state.buffer.length) {
    begin(inspection, state.buffer, { first: state.buffer, fileSize: undefined })
  }
  const now = inspection.state
  if (now.kind !== 'header' || now.length < now.buffer.length) return
  beginScan(inspection, now.format, now.buffer)
}

/** The bytes that tell the format are there, or all that the file has of them. */
function begin(inspection: Inspection, first: Uint8Array, ends: SizedEnds): void {
  inspection.first = first
  const identified = identify(ends, inspection.options.format)
  switch (identified.kind) {
    case 'unreadable': {
      const validation = unreadableOutcome(inspection.checked, identified.findings)
      inspection.state = { kind: 'settled', validation }
      return
    }
    case 'raw':
      inspection.state = { kind: 'raw' }
      return
    case 'format': {
      const { format } = identified
      const size = headerLength(format, first.subarray(0, format.headerSize))
      const buffer = size > first.length ? new Uint8Array(size) : first
      if (buffer !== first) buffer.set(first)
      inspection.state = { kind: 'header', format, buffer, length: first.length }
    }
  }
}

/** The header area is there, or all that the file has of it; `buffer` may hold more than that. */
function beginScan(inspection: Inspection, format: Format, buffer: Uint8Array): void {
  const { policy } = inspection.checked
  const size = headerLength(format, buffer.subarray(0, format.headerSize))
  const bytes = buffer.subarray(0, size)
  const examination = examine({ format, bytes, policy, imageFileSize: undefined })
  const { isExpired } = inspection.stopwatch
  const expiredAt = feedInTime(examination.plan, buffer, 0, isExpired)
  inspection.state = { kind: 'scan', format, bytes, examination, expiredAt }
}

/** Settles before the end where no later byte matters, or none is to be read. */
function giveUp(inspection: Inspection): void {
  const { state, position, checked } = inspection
  const { maxFileSize } = checked.policy
  if (maxFileSize !== undefined && position > maxFileSize) settleUnfinished(inspection)
  else if (inspection.options.stopAtError === true && state.kind === 'scan') {
    stopAtError(inspection, state)
  }
}

/** Settles for a file that is too long: what depends on its length is not known. */
function settleUnfinished(inspection: Inspection): void {
  const { checked, position, state } = inspection
  if (state.kind !== 'scan' && state.kind !== 'raw') return
  const { findings } = identify(
    { first: inspection.first, fileSize: undefined },
    inspection.options.format,
  )
  const validation =
    state.kind === 'raw'
      ? rawOutcome(checked, findings, position)
      : formatOutcome(checked, state.format, {
          detection: findings,
          others: [
            ...state.examination.certainFindings(position),
            ...fileSizeFindings(position, checked.policy),
          ],
        })
  inspection.state = { kind: 'settled', validation }
}

/** Settles for the errors that are certain by now, if there are any. */
function stopAtError(inspection: Inspection, state: Extract<State, { kind: 'scan' }>): void {
  const { checked, first, options, position } = inspection
  const now = isOver(state.examination.plan, position) ? 'after scans' : 'before scans'
  if (inspection.looked === now) return
  inspection.looked = now
  const { findings } = identify({ first, fileSize: undefined }, options.format)
  const others = state.examination.certainFindings(position)
  const errors = countOf([...findings, ...underPolicy(others, checked.policy)], 'error')
  if (errors === 0) return
  const validation = formatOutcome(checked, state.format, { detection: findings, others })
  inspection.state = { kind: 'settled', validation }
}

function finish(inspection: Inspection): Validation {
  const { checked, options, position: fileSize, tail } = inspection
  const { state: unfinished } = inspection
  if (unfinished.kind === 'start') {
    const first = unfinished.buffer.subarray(0, unfinished.length)
    begin(inspection, first, { first, tail: tail.bytes(), fileSize })
  }
  if (inspection.state.kind === 'header') {
    const { format, buffer, length } = inspection.state
    beginScan(inspection, format, buffer.subarray(0, length))
  }
  const { state } = inspection
  if (state.kind === 'settled') return state.validation
  const ends = { first: inspection.first, tail: tail.bytes(), fileSize }
  const { findings } = identify(ends, options.format)
  const validation =
    state.kind === 'scan'
      ? scanOutcome(checked, state, { findings, fileSize })
      : rawOutcome(checked, findings, fileSize)
  inspection.state = { kind: 'settled', validation }
  return validation
}

function scanOutcome(
  checked: Checked,
  { format, examination, expiredAt }: Extract<State, { kind: 'scan' }>,
  { findings, fileSize }: { readonly findings: readonly Finding[]; readonly fileSize: number },
): Validation {
  const others = examination.conclude({ fileSize, expiredAt })
  return formatOutcome(checked, format, { detection: findings, others })
}

function heldBytes({ state, first, tail }: Inspection): number {
  const held = new Set([first.buffer])
  if (state.kind === 'start' || state.kind === 'header') held.add(state.buffer.buffer)
  if (state.kind === 'scan') held.add(state.bytes.buffer)
  return [...held].reduce((sum, { byteLength }) => sum + byteLength, tail.bufferSize)
}
