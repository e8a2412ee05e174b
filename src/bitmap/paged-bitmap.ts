/**
 * A bitmap on a disk, with its hot pages in memory.
 *
 * Invariants:
 * - Only `writeBack` writes bits that are in use. It writes a copy that it took before it awaited
 *   the owner's flush, so no bit reaches the disk before the data that it stands for. (`resize`
 *   writes too: zeros, over bits that are not in use.)
 * - Of a dirty page, the bytes from the first to the last changed one are written, at once.
 * - Memory is bounded by `maxPages`, the owner willing (see `full`), and by two chunks per scan.
 *   Long scans do not push pages out.
 * - Bytes past the end of the store are zeros. Bits of the last byte past `count` stay as they are.
 */
import type { Bitmap, BitSource, BitStore, Run } from './bitmap.ts'
import { type Page, PageCache } from './page-cache.ts'
import { checkBits, clearBits, endOfClear, endOfSet, nextClear, nextSet, setBits } from './runs.ts'
import { bitAt, endOfRun, type ScanSizes, scanRuns } from './scan.ts'

/** Where the bitmap is, and how much of it to keep in memory. */
export interface BitmapOptions {
  /** Place of its first byte in the store. */
  readonly offset: number
  /** Bits in use. */
  readonly count: number
  /** Bytes. */
  readonly pageSize?: number | undefined
  readonly maxPages?: number | undefined
  readonly writable?: boolean | undefined
}

const PAGE_SIZE = 64 * 1024
const MAX_PAGES = 64
/** Ranges of more pages are scanned past the cache. */
const NEAR_PAGES = 4
/** Long scans read so much at a time, bytes. */
const SCAN_SIZE = 1024 * 1024

/** Opens a bitmap. Nothing is read before it is asked for. @throws RangeError, TypeError */
export function openBitmap(
  source: BitSource,
  options: BitmapOptions & { readonly writable?: false | undefined },
): Bitmap
export function openBitmap(store: BitStore, options: BitmapOptions): Bitmap
export function openBitmap(store: BitSource | BitStore, options: BitmapOptions): Bitmap {
  const { pageSize = PAGE_SIZE, maxPages = MAX_PAGES } = options
  for (const [name, value, least] of [
    ['offset', options.offset, 0],
    ['count', options.count, 0],
    ['pageSize', pageSize, 1],
    ['maxPages', maxPages, 1],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue
    throw new RangeError(`Cannot open the bitmap: ${name} ${value} is no integer from ${least} up`)
  }
  const isStore = (one: BitSource): one is BitStore => 'write' in one
  const target = options.writable === true && isStore(store) ? store : undefined
  if (options.writable === true && target === undefined) {
    throw new TypeError('Cannot open the bitmap for writing: its store cannot be written')
  }
  return new PagedBitmap(store, target, { ...options, pageSize, maxPages })
}

/** Options whose defaults are filled in. */
type FullOptions = BitmapOptions & { readonly pageSize: number; readonly maxPages: number }

class PagedBitmap implements Bitmap {
  readonly pageBits: number
  readonly #source: BitSource
  readonly #target: BitStore | undefined
  readonly #offset: number
  readonly #pageSize: number
  readonly #maxPages: number
  readonly #sizes: ScanSizes
  readonly #cache: PageCache
  #count: number
  #lastTurn: Promise<unknown> = Promise.resolve()

  constructor(source: BitSource, target: BitStore | undefined, options: FullOptions) {
    const { pageSize, maxPages } = options
    this.#source = source
    this.#target = target
    this.#offset = options.offset
    this.#count = options.count
    this.#pageSize = pageSize
    this.#maxPages = maxPages
    this.pageBits = pageSize * 8
    const scanPages = Math.max(NEAR_PAGES, Math.floor(SCAN_SIZE / pageSize))
    this.#sizes = { first: NEAR_PAGES * pageSize, largest: scanPages * pageSize }
    const read = (index: number) => this.#readPage(index)
    this.#cache = new PageCache({ pageSize, maxPages, read })
  }

  get count(): number {
    return this.#count
  }

  get dirty(): boolean {
    return this.#cache.held > 0
  }

  get full(): boolean {
    return this.#cache.held >= this.#maxPages
  }

  async runAt(bit: number, limit: number): Promise<{ set: boolean; length: number }> {
    checkBits(this.#count, bit, limit)
    if (bit === limit)
      throw new RangeError(`Cannot use bits ${bit} to ${limit}: the range is empty`)
    const far = (Math.floor(bit / this.pageBits) + NEAR_PAGES) * this.pageBits
    const { set, end } = await this.#runNear(bit, Math.min(limit, far))
    if (end < far || end === limit) return { set, length: end - bit }
    for await (const run of this.#scan(end, limit)) {
      return { set, length: end - bit + (run.set === set ? run.length : 0) }
    }
    return { set, length: end - bit }
  }

  runs(from: number, to: number): AsyncGenerator<Run, void, undefined> {
    checkBits(this.#count, from, to)
    // No generator around a generator: it would cost more than the scan itself.
    const isLong = to - from > NEAR_PAGES * this.pageBits
    return isLong ? this.#scan(from, to) : this.#runsNear(from, to)
  }

  async setRange(from: number, to: number): Promise<void> {
    await this.#change(from, to, true)
  }

  async clearRange(from: number, to: number): Promise<void> {
    await this.#change(from, to, false)
  }

  async writeBack(before: () => Promise<void>): Promise<void> {
    const target = this.#writable()
    await this.#inTurn(async () => {
      const pieces = this.#cache.takeDirty()
      let written = false
      try {
        await before()
        for (const { start, bytes } of pieces) await target.write(this.#offset + start, bytes)
        written = true
      } finally {
        this.#cache.settle(written)
      }
    })
  }

  async resize(count: number): Promise<void> {
    this.#writable()
    checkBits(Number.MAX_SAFE_INTEGER, 0, count)
    await this.#inTurn(async () => {
      const old = this.#count
      if (count > old) await this.#clearUnused(old, count)
      this.#count = count
      this.#cache.expireReads()
      this.#cache.cut(Math.ceil(count / 8))
      for (const page of this.#cache.pages()) {
        const first = page.index * this.pageBits
        const from = Math.max(old - first, 0)
        const to = Math.min(count - first, this.pageBits)
        if (from < to) clearBits(page.bytes, from, to)
      }
    })
  }

  /** The run that starts at `bit`, cut at `limit`, by the pages of the cache. */
  async #runNear(bit: number, limit: number): Promise<{ set: boolean; end: number }> {
    let set: boolean | undefined
    let at = bit
    while (at < limit) {
      const { index, first, to } = this.#part(at, limit)
      const page = this.#cache.cached(index) ?? (await this.#cache.use(index, (read) => read))
      const isSet = bitAt(page.bytes, at - first)
      set ??= isSet
      if (isSet !== set) break
      at = first + endOfRun(page.bytes, at - first, to - first)
      if (at < to) break
    }
    return { set: set === true, end: at }
  }

  async *#runsNear(from: number, to: number): AsyncGenerator<Run, void, undefined> {
    for (let start = from; start < to; ) {
      const { set, end } = await this.#runNear(start, to)
      yield { start, length: end - start, set }
      start = end
    }
  }

  async #change(from: number, to: number, set: boolean): Promise<void> {
    this.#writable()
    checkBits(this.#count, from, to)
    for (let at = from; at < to; ) {
      const part = this.#part(at, to)
      await this.#cache.use(part.index, (page) => {
        this.#changePage(page, { from: at - part.first, to: part.to - part.first, set })
      })
      at = part.to
    }
  }

  /** Changes bits of one page, and marks those dirty that were different. */
  #changePage(page: Page, change: { from: number; to: number; set: boolean }): void {
    const { bytes } = page
    const { from, to, set } = change
    const first = set ? nextClear(bytes, from, to) : nextSet(bytes, from, to)
    if (first === to) return
    const end = set ? endOfClear(bytes, first, to) : endOfSet(bytes, first, to)
    if (set) setBits(bytes, first, end)
    else clearBits(bytes, first, end)
    this.#cache.markDirty(page, Math.floor(first / 8), Math.ceil(end / 8))
  }

  /** The page of bit `at`, whose first bit is `first`, and where the range ends in it. */
  #part(at: number, limit: number): { index: number; first: number; to: number } {
    const index = Math.floor(at / this.pageBits)
    const first = index * this.pageBits
    return { index, first, to: Math.min(limit, first + this.pageBits) }
  }

  #scan(from: number, to: number): AsyncGenerator<Run, void, undefined> {
    // Where nothing can be set in memory, what the source does not have need not be looked at.
    const stored = Math.max(0, this.#source.size - this.#offset) * 8
    const clearFrom = this.#target === undefined ? stored : undefined
    return scanRuns({ from, to, clearFrom }, this.#sizes, async (start, end) => {
      // What is dirty now may be written and evicted while the disk still gives the bytes before.
      const held = this.#cache.heldIn(start / this.#pageSize, Math.ceil(end / this.#pageSize))
      return this.#withHeld(await this.#readBytes(start, end), start, held)
    })
  }

  /** The bytes from `start` on as they are in memory: what was read, with the pages laid over it. */
  #withHeld(read: Uint8Array, start: number, held: readonly Page[]): Uint8Array {
    if (held.length === 0) return read
    const bytes = read.slice()
    for (const page of held) {
      const at = page.index * this.#pageSize - start
      bytes.set(page.bytes.subarray(0, bytes.length - at), at)
    }
    return bytes
  }

  async #readPage(index: number): Promise<Uint8Array> {
    const start = index * this.#pageSize
    const end = Math.max(start, Math.min(start + this.#pageSize, Math.ceil(this.#count / 8)))
    return padded(await this.#readBytes(start, end), this.#pageSize).slice()
  }

  /** Bytes of the bitmap on the disk, zeros past the end of the store. May be a view of the store. */
  async #readBytes(start: number, end: number): Promise<Uint8Array> {
    return padded(await this.#source.read(this.#offset + start, end - start), end - start)
  }

  /** Clears bits that are in use by nobody, on the disk. */
  async #clearUnused(from: number, to: number): Promise<void> {
    const target = this.#writable()
    const stop = Math.min(Math.ceil(to / 8), target.size - this.#offset)
    for (let start = Math.floor(from / 8); start < stop; start += SCAN_SIZE) {
      const length = Math.min(SCAN_SIZE, stop - start)
      const bytes = (await target.read(this.#offset + start, length)).slice()
      const end = Math.min(to - start * 8, bytes.length * 8)
      const first = nextSet(bytes, Math.max(from - start * 8, 0), end)
      if (first === end) continue
      const last = endOfSet(bytes, first, end)
      clearBits(bytes, first, last)
      const changed = bytes.subarray(Math.floor(first / 8), Math.ceil(last / 8))
      await target.write(this.#offset + start + Math.floor(first / 8), changed)
    }
  }

  #writable(): BitStore {
    if (this.#target) return this.#target
    throw new TypeError('Cannot change the bitmap: it is open for reading only')
  }

  /** Runs `work` when what was asked for before is done or has failed. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(work)
    this.#lastTurn = turn.catch(() => {})
    await turn
  }
}

/** The bytes, with zeros after them where they are fewer than `length`. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes
  const whole = new Uint8Array(length)
  whole.set(bytes)
  return whole
}
