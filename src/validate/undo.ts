/**
 * Makes the edits of a repair so that they can be taken back, whatever happens meanwhile.
 *
 * | step                             | a crash after it leaves                                   |
 * |----------------------------------|-----------------------------------------------------------|
 * | the undo record becomes durable  | the image as it was; taking it back changes nothing       |
 * | each edit is written             | some bytes old, some new, in any order, torn or whole     |
 * | the image is flushed             | the repaired image, and its undo record                   |
 *
 * Taking it back goes the same way round: the old bytes are written and flushed, and only then the
 * record goes. It can be cut off and done again. Before either, every byte must be one that the
 * record knows; whatever else was done to the file is not overwritten.
 */
import { hexDigits } from '../layout/hex.ts'
import type { ByteSource } from '../source/source.ts'
import type { ByteStore } from '../source/store.ts'
import { EDIT_LIMITS, type Edit, sizeOfEdits } from './repair-edits.ts'

/** Where the undo record of one image is kept. */
export interface UndoStore {
  /** The record, or as much of it as `limit` bytes hold; undefined if there is none. */
  read(limit: number): Promise<Uint8Array | undefined>
  /**
   * Keeps a record, all of it or nothing; it survives a crash once this has returned.
   *
   * @throws UndoError `exists` if there is one already
   */
  create(record: Uint8Array): Promise<void>
  remove(): Promise<void>
}

/**
 * Why edits are not made, or not taken back.
 *
 * | code      | when                                                   |
 * |-----------|--------------------------------------------------------|
 * | `exists`  | a repair before this one can still be taken back       |
 * | `missing` | there is nothing to take back                          |
 * | `damaged` | the undo record is not what a repair writes            |
 * | `changed` | the image is not the one that was checked, or repaired |
 */
export type UndoErrorCode = 'exists' | 'missing' | 'damaged' | 'changed'

/** Edits that are not made, or not taken back. */
export class UndoError extends Error {
  override readonly name = 'UndoError'
  readonly code: UndoErrorCode
  /** What is wrong, for a message that names the files: `its undo file is damaged`. */
  readonly state: string

  constructor(verb: 'repair' | 'undo', code: UndoErrorCode, state: string) {
    super(`Cannot ${verb} the image: ${state}`)
    this.code = code
    this.state = state
  }
}

/** What an undo record says. */
export interface UndoRecord {
  /** Name of the image when it was repaired; for people. */
  readonly file: string
  /** Exact id. */
  readonly format: string
  /** Length of the image, bytes. */
  readonly size: number
  readonly edits: readonly Edit[]
}

const VERSION = 1
/** Bytes of the longest record: its edits as hex, with their names and sums. */
const RECORD_LIMIT = 4 * EDIT_LIMITS.bytes + 1024 * EDIT_LIMITS.places

/** Makes the edits, after their undo record is safe. @throws UndoError, before anything changes */
export async function applyEdits(
  store: ByteStore,
  undo: UndoStore,
  record: UndoRecord,
): Promise<void> {
  const changed = await foreignPlace(store, record, (edit) => [edit.before])
  if (changed !== undefined) {
    throw new UndoError('repair', 'changed', `it has changed since it was checked: ${changed}`)
  }
  await undo.create(await encodeUndo(record))
  for (const { offset, after } of record.edits) await store.write(offset, after)
  await store.flush()
}

/** The undo record of an image. @throws UndoError `missing`, `damaged` */
export async function readUndo(undo: UndoStore): Promise<UndoRecord> {
  const bytes = await undo.read(RECORD_LIMIT + 1)
  if (bytes === undefined) throw new UndoError('undo', 'missing', 'there is no undo file')
  const record = bytes.length > RECORD_LIMIT ? undefined : await decodeUndo(bytes)
  if (record === undefined) {
    throw new UndoError('undo', 'damaged', 'its undo file is not one, or damaged')
  }
  return record
}

/** Whether the edits of a record can be taken back. @throws UndoError `changed` */
export async function checkUndo(source: ByteSource, record: UndoRecord): Promise<void> {
  const changed = await foreignPlace(source, record, (edit) => [edit.before, edit.after])
  if (changed === undefined) return
  throw new UndoError('undo', 'changed', `it has changed since it was repaired: ${changed}`)
}

/** Takes the edits of a record back, and removes it. @throws UndoError, before anything changes */
export async function undoEdits(
  store: ByteStore,
  undo: UndoStore,
  record: UndoRecord,
): Promise<void> {
  await checkUndo(store, record)
  for (const { offset, before } of record.edits) await store.write(offset, before)
  await store.flush()
  await undo.remove()
}

/**
 * The first difference from what a record expects, in words. Each byte is looked at by itself: a
 * crash can tear a write anywhere.
 */
async function foreignPlace(
  source: ByteSource,
  { size, edits }: UndoRecord,
  expected: (edit: Edit) => readonly Uint8Array[],
): Promise<string | undefined> {
  if (source.size !== size) return `it has ${source.size} bytes, not ${size}`
  for (const edit of edits) {
    const bytes = await source.read(edit.offset, edit.before.length)
    const known = expected(edit)
    for (const index of edit.before.keys()) {
      if (known.some((one) => one[index] === bytes[index])) continue
      return `byte ${edit.offset + index} is neither as it was nor as it should be`
    }
  }
  return undefined
}

/** A record as it is kept: JSON that a person can read. */
export async function encodeUndo({ edits, ...facts }: UndoRecord): Promise<Uint8Array> {
  const rows = await Promise.all(
    edits.map(async ({ offset, rules, before, after }) => ({
      offset,
      rules,
      before: hexDigits(before),
      after: hexDigits(after),
      beforeSha256: await sha256(before),
      afterSha256: await sha256(after),
    })),
  )
  const text = JSON.stringify({ version: VERSION, ...facts, edits: rows }, undefined, 2)
  return new TextEncoder().encode(`${text}\n`)
}

/** The record in these bytes; undefined if they are not exactly what a repair writes. */
export async function decodeUndo(bytes: Uint8Array): Promise<UndoRecord | undefined> {
  const value = parsed(bytes)
  if (!isObject(value) || value.version !== VERSION) return undefined
  const { file, format, size, edits: rows } = value
  if (typeof file !== 'string' || typeof format !== 'string' || !isPlace(size)) return undefined
  if (!Array.isArray(rows) || rows.length > EDIT_LIMITS.places) return undefined
  const edits: Edit[] = []
  let end = 0
  for (const row of rows) {
    const edit = await decodeEdit(row)
    if (edit === undefined || edit.offset < end) return undefined
    end = edit.offset + edit.before.length
    edits.push(edit)
  }
  const fits = end <= size && sizeOfEdits(edits) <= EDIT_LIMITS.bytes
  return fits ? { file, format, size, edits } : undefined
}

async function decodeEdit(row: unknown): Promise<Edit | undefined> {
  if (!isObject(row) || !isPlace(row.offset) || !isTexts(row.rules)) return undefined
  const [before, after] = [hexBytes(row.before), hexBytes(row.after)]
  if (before === undefined || after?.length !== before.length) return undefined
  if ((await sha256(before)) !== row.beforeSha256) return undefined
  if ((await sha256(after)) !== row.afterSha256) return undefined
  return { rules: row.rules, offset: row.offset, before, after }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** The bytes of hex digits as a record has them; undefined if it is anything else, or nothing. */
function hexBytes(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]+$/.test(text)) {
    return undefined
  }
  const pairs = Array.from({ length: text.length / 2 }, (_, at) => text.slice(2 * at, 2 * at + 2))
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes.slice())
  return hexDigits(new Uint8Array(digest))
}
