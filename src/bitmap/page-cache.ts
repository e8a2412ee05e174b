/**
 * Pages of a bitmap in memory.
 *
 * | page    | `dirty`  | `writing` | memory and disk       | may be evicted |
 * |---------|----------|-----------|-----------------------|----------------|
 * | clean   | -        | -         | are equal             | yes            |
 * | dirty   | range    | -         | differ in the range   | no             |
 * | writing | -        | range     | differ till written   | no             |
 * | both    | range    | range     | differ in both ranges | no             |
 *
 * Pages that are not clean are `held`. The cache reads and never writes: the bitmap does, from the
 * pieces of `takeDirty`.
 */

/** Bytes of a page, half open. */
interface ByteRange {
  readonly from: number
  readonly to: number
}

/** One page. Who changes `bytes` calls `markDirty` in the same turn. */
export interface Page {
  readonly index: number
  readonly bytes: Uint8Array
  dirty: ByteRange | undefined
  writing: ByteRange | undefined
}

/** A copy of the dirty bytes of a page; `start` is the place of the first in the bitmap. */
export interface Piece {
  readonly start: number
  readonly bytes: Uint8Array
}

/** How a cache reads, and how much it keeps. */
export interface PageCacheOptions {
  readonly pageSize: number
  readonly maxPages: number
  /** Reads a page. */
  readonly read: (index: number) => Promise<Uint8Array>
}

/** The pages in memory, and what is on its way to the disk. */
export class PageCache {
  readonly #options: PageCacheOptions
  /** The page used last comes last. */
  readonly #pages = new Map<number, Page>()
  readonly #held = new Set<Page>()
  readonly #loads = new Map<number, Promise<void>>()
  /** How many calls wait for a page: it is not evicted before they had it. */
  readonly #waiting = new Map<number, number>()
  #recent: Page | undefined
  /** Goes up when reads that have begun are void. */
  #epoch = 0

  constructor(options: PageCacheOptions) {
    this.#options = options
  }

  /** How many pages are not clean. */
  get held(): number {
    return this.#held.size
  }

  /** Every page in memory. */
  pages(): readonly Page[] {
    return [...this.#pages.values()]
  }

  /** The pages that are not clean among `[from, to)`. */
  heldIn(from: number, to: number): readonly Page[] {
    return [...this.#held].filter(({ index }) => index >= from && index < to)
  }

  /** The page, if it is in memory; it becomes the one used last. */
  cached(index: number): Page | undefined {
    if (this.#recent?.index === index) return this.#recent
    const page = this.#pages.get(index)
    if (page === undefined) return undefined
    this.#pages.delete(index)
    this.#pages.set(index, page)
    this.#recent = page
    return page
  }

  /** Gives a page to `work`, which runs at once; the page stays in memory while it does. */
  async use<Result>(index: number, work: (page: Page) => Result): Promise<Result> {
    const cached = this.cached(index)
    if (cached) return work(cached)
    this.#waiting.set(index, (this.#waiting.get(index) ?? 0) + 1)
    try {
      for (;;) {
        await this.#load(index)
        const page = this.cached(index)
        if (page) return work(page)
      }
    } finally {
      const others = (this.#waiting.get(index) ?? 1) - 1
      if (others > 0) this.#waiting.set(index, others)
      else this.#waiting.delete(index)
      this.#evict(this.#options.maxPages)
    }
  }

  /** The bytes `[from, to)` of a page in memory differ from the disk. */
  markDirty(page: Page, from: number, to: number): void {
    page.dirty = union(page.dirty, { from, to })
    this.#held.add(page)
  }

  /** Starts a write back: what was dirty is now being written. In order of place. */
  takeDirty(): Piece[] {
    const pieces: Piece[] = []
    for (const page of [...this.#held].sort((a, b) => a.index - b.index)) {
      if (page.dirty === undefined) continue
      const { from, to } = page.dirty
      const start = page.index * this.#options.pageSize + from
      pieces.push({ start, bytes: page.bytes.slice(from, to) })
      page.writing = page.dirty
      page.dirty = undefined
    }
    return pieces
  }

  /** Ends a write back. What was not written is dirty again. */
  settle(written: boolean): void {
    for (const page of this.#held) {
      if (page.writing && !written) page.dirty = union(page.dirty, page.writing)
      page.writing = undefined
      if (page.dirty === undefined) this.#held.delete(page)
    }
    this.#evict(this.#options.maxPages)
  }

  /** The bitmap has `size` bytes from now on: forgets what is beyond. Not during a write back. */
  cut(size: number): void {
    for (const page of this.pages()) {
      const room = size - page.index * this.#options.pageSize
      page.dirty = clip(page.dirty, room)
      if (page.dirty === undefined) this.#held.delete(page)
      if (room <= 0) this.#drop(page)
    }
  }

  /** The disk was changed behind the cache: reads that have begun are repeated. */
  expireReads(): void {
    this.#epoch += 1
  }

  async #load(index: number): Promise<void> {
    let load = this.#loads.get(index)
    if (load === undefined) {
      load = this.#fetch(index).finally(() => this.#loads.delete(index))
      this.#loads.set(index, load)
    }
    await load
  }

  async #fetch(index: number): Promise<void> {
    for (;;) {
      const epoch = this.#epoch
      const bytes = await this.#options.read(index)
      if (epoch !== this.#epoch) continue
      this.#evict(this.#options.maxPages - 1)
      this.#recent = { index, bytes, dirty: undefined, writing: undefined }
      this.#pages.set(index, this.#recent)
      return
    }
  }

  /** Lets go of the clean pages that were used least lately, until `limit` pages are left. */
  #evict(limit: number): void {
    if (this.#pages.size <= limit || this.#held.size === this.#pages.size) return
    for (const page of this.pages()) {
      if (this.#held.has(page) || this.#waiting.has(page.index)) continue
      this.#drop(page)
      if (this.#pages.size <= limit) return
    }
  }

  #drop(page: Page): void {
    this.#pages.delete(page.index)
    if (this.#recent === page) this.#recent = undefined
  }
}

function union(a: ByteRange | undefined, b: ByteRange): ByteRange {
  return a ? { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) } : b
}

function clip(range: ByteRange | undefined, end: number): ByteRange | undefined {
  if (range === undefined || range.from >= end) return undefined
  return { from: range.from, to: Math.min(range.to, end) }
}
