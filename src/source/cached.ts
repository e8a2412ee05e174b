import { type ByteSource, readableLength } from './source.ts'

/** How much to keep. */
export interface CacheOptions {
  /** Bytes. */
  readonly pageSize?: number | undefined
  readonly maxPages?: number | undefined
}

const PAGE_SIZE = 64 * 1024
const MAX_PAGES = 64

/**
 * Keeps the pages of a source that were used last, for sources where a read is slow. The source
 * must not change.
 *
 * Reads that want the same page at once share one read of the source, and pages that are missing
 * side by side are read at once. An error is not kept: the next read tries again. A read of more
 * pages than half of the cache goes past it. Reads are copies.
 *
 * @throws RangeError if an option is no positive integer
 */
export function cachedSource(source: ByteSource, options: CacheOptions = {}): ByteSource {
  const { pageSize = PAGE_SIZE, maxPages = MAX_PAGES } = options
  for (const [name, value] of Object.entries({ pageSize, maxPages })) {
    if (Number.isSafeInteger(value) && value > 0) continue
    throw new RangeError(`Cannot cache: ${name} ${value} is no positive integer`)
  }
  const pages = new PageReads(source, pageSize, maxPages)
  return {
    get size() {
      return source.size
    },
    async read(offset, length) {
      const count = readableLength(source.size, offset, length)
      if (count === 0) return new Uint8Array()
      const first = Math.floor(offset / pageSize)
      const end = Math.ceil((offset + count) / pageSize)
      if (end - first > Math.max(1, maxPages / 2)) return (await source.read(offset, count)).slice()
      const parts = await Promise.all(pages.take(first, end))
      return join(parts, { skip: offset - first * pageSize, count, pageSize })
    },
  }
}

/** The pages that are in memory or on their way. */
class PageReads {
  readonly #source: ByteSource
  readonly #pageSize: number
  readonly #maxPages: number
  /** The page used last comes last. */
  readonly #pages = new Map<number, Promise<Uint8Array>>()

  constructor(source: ByteSource, pageSize: number, maxPages: number) {
    this.#source = source
    this.#pageSize = pageSize
    this.#maxPages = maxPages
  }

  /** The pages `[first, end)`. */
  take(first: number, end: number): Promise<Uint8Array>[] {
    const taken: Promise<Uint8Array>[] = []
    for (let index = first; index < end; ) {
      const page = this.#pages.get(index)
      if (page) {
        this.#keep(index, page)
        taken.push(page)
        index += 1
        continue
      }
      let missing = index + 1
      while (missing < end && !this.#pages.has(missing)) missing += 1
      for (const fetched of this.#fetch(index, missing)) taken.push(fetched)
      index = missing
    }
    return taken
  }

  #fetch(first: number, end: number): Promise<Uint8Array>[] {
    const size = this.#pageSize
    const run = this.#source.read(first * size, (end - first) * size)
    return Array.from({ length: end - first }, (_, i) => {
      const page = run.then((bytes) => bytes.slice(i * size, (i + 1) * size))
      this.#keep(first + i, page)
      page.catch(() => {
        if (this.#pages.get(first + i) === page) this.#pages.delete(first + i)
      })
      return page
    })
  }

  /** Makes it the page used last, and lets go of the one that is not used any more. */
  #keep(index: number, page: Promise<Uint8Array>): void {
    this.#pages.delete(index)
    this.#pages.set(index, page)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#maxPages) return
      this.#pages.delete(oldest)
    }
  }
}

/** The bytes of pages, up to the first that is short: the source ends there. */
function join(
  pages: readonly Uint8Array[],
  range: { readonly skip: number; readonly count: number; readonly pageSize: number },
): Uint8Array {
  const bytes = new Uint8Array(range.count)
  let done = 0
  for (const [i, page] of pages.entries()) {
    const part = page.subarray(i === 0 ? range.skip : 0).subarray(0, range.count - done)
    bytes.set(part, done)
    done += part.length
    if (page.length < range.pageSize) break
  }
  return bytes.subarray(0, done)
}
