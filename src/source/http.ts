/**
 * Files behind HTTP, read by ranges. Works in browsers and in Node.
 *
 * What the server says of the file in its first answer is pinned: its length, its ETag, and the
 * time of its last change. An answer that says otherwise is of another file, and an error.
 *
 * | answer              | means                                                   |
 * |---------------------|---------------------------------------------------------|
 * | 206                 | the range; checked against what was asked and pinned    |
 * | 200                 | the server has no ranges; the body is not read          |
 * | 416                 | the range is not in the file: it is empty, or changed   |
 * | 412                 | the ETag is another                                     |
 *
 * To another origin, a browser shows ETag and Content-Range only if the server exposes them, and
 * asks the server first if If-Match is sent. So If-Match goes to the own origin only, the length may
 * come from a HEAD request, and what is not shown is not checked.
 */
import { printableText } from '../binary/text.ts'
import { type ByteSource, readableLength } from './source.ts'

/** Why a file cannot be read by HTTP. */
export type HttpErrorCode =
  | 'unreachable'
  | 'status'
  | 'no-ranges'
  | 'no-length'
  | 'bad-answer'
  | 'changed'

/** A file that cannot be read by HTTP; the message is complete. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly code: HttpErrorCode
  /** Without the name and the password in it. */
  readonly url: string

  constructor(url: string, reason: { code: HttpErrorCode; state: string; cause?: unknown }) {
    const options = reason.cause === undefined ? undefined : { cause: reason.cause }
    super(`Cannot read "${printableText(url)}": ${reason.state}`, options)
    this.code = reason.code
    this.url = url
  }
}

/** How to ask for a file. */
export interface HttpOptions {
  /** In place of the platform's own. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Ends every request, with its own reason as the error. */
  readonly signal?: AbortSignal | undefined
  /** Sent with every request: `{ Authorization: … }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * Opens a file behind HTTP with a request for its first byte. Each read is one request: put a
 * `cachedSource` around it.
 *
 * @throws HttpError, TypeError if `url` is none, and the reason of `signal`
 */
export async function httpSource(
  url: string | URL,
  options: HttpOptions = {},
): Promise<ByteSource> {
  const connection = new Connection(new URL(url, globalThis.location?.href), options)
  const { size, tags } = await probe(connection)
  return {
    size,
    async read(offset, length) {
      const count = readableLength(size, offset, length)
      if (count === 0) return new Uint8Array()
      const range = { first: offset, last: offset + count - 1 }
      const response = await connection.get(range, tags)
      checkAnswer(connection, response, { range, size, tags })
      return await readBody(connection, response, count)
    },
  }
}

/** Bytes `first` to `last`, both included, as in a Range header. */
interface HttpRange {
  readonly first: number
  readonly last: number
}

/** What tells one version of a file from another; null where the server does not say. */
interface Tags {
  readonly etag: string | null
  readonly lastModified: string | null
}

/** Sends requests, and makes errors of the file's own. */
class Connection {
  readonly #url: URL
  readonly #options: HttpOptions

  constructor(url: URL, options: HttpOptions) {
    this.#url = url
    this.#options = options
  }

  async get(range: HttpRange, tags?: Tags): Promise<Response> {
    const headers: Record<string, string> = { Range: `bytes=${range.first}-${range.last}` }
    const etag = tags?.etag
    // A weak ETag never matches: If-Match compares strongly.
    if (etag && !etag.startsWith('W/') && !this.#isForeign()) headers['If-Match'] = etag
    return await this.send('GET', headers)
  }

  async send(method: 'GET' | 'HEAD', headers: Record<string, string>): Promise<Response> {
    const { fetch = globalThis.fetch, signal } = this.#options
    try {
      return await fetch(this.#url.href, {
        method,
        headers: { ...this.#options.headers, ...headers },
        signal: signal ?? null,
      })
    } catch (cause) {
      throw this.failure(cause)
    }
  }

  error(code: HttpErrorCode, state: string, cause?: unknown): HttpError {
    const shown = new URL(this.#url)
    shown.username = ''
    shown.password = ''
    return new HttpError(shown.href, { code, state, cause })
  }

  /** What a failed request or a body that broke off throws. */
  failure(cause: unknown): unknown {
    if (this.#options.signal?.aborted) return cause
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
    const text = inner instanceof Error ? inner.message : String(inner)
    return this.error('unreachable', `the request failed (${text})`, cause)
  }

  #isForeign(): boolean {
    const own = globalThis.location?.origin
    return own !== undefined && own !== this.#url.origin
  }
}

/** Asks for the first byte: the answer tells the length and whether the server has ranges. */
async function probe(connection: Connection): Promise<{ size: number; tags: Tags }> {
  const response = await connection.get({ first: 0, last: 0 })
  await drop(response)
  const tags = tagsOf(response)
  const told = contentRange(response)
  const isEmpty =
    response.status === 416
      ? told?.size === 0
      : response.status === 200 && response.headers.get('content-length') === '0'
  if (isEmpty) return { size: 0, tags }
  checkStatus(connection, response)
  const size = told?.size ?? (await lengthByHead(connection, tags))
  if (size === undefined) throw connection.error('no-length', 'the server does not tell its length')
  checkAnswer(connection, response, { range: { first: 0, last: 0 }, size, tags })
  return { size, tags }
}

async function lengthByHead(connection: Connection, tags: Tags): Promise<number | undefined> {
  const response = await connection.send('HEAD', { 'Accept-Encoding': 'identity' })
  await drop(response)
  const length = response.headers.get('content-length')
  if (!response.ok || length === null || response.headers.has('content-encoding')) return undefined
  if (!sameTags(response, tags)) throw changed(connection)
  const size = /^\d+$/.test(length) ? Number(length) : Number.NaN
  return Number.isSafeInteger(size) ? size : undefined
}

function checkStatus(connection: Connection, { status }: Response): void {
  if (status === 206) return
  if (status === 200) {
    throw connection.error('no-ranges', 'the server has no ranges (it answered 200, not 206)')
  }
  throw connection.error('status', `the server answered ${status}, not 206`)
}

/** @throws HttpError unless the answer is the range of the file that was pinned */
function checkAnswer(
  connection: Connection,
  response: Response,
  expected: { readonly range: HttpRange; readonly size: number; readonly tags: Tags },
): void {
  try {
    const { range, size, tags } = expected
    const isRefused = response.status === 412 || response.status === 416
    if (isRefused || (response.ok && !sameTags(response, tags))) throw changed(connection)
    checkStatus(connection, response)
    const told = contentRange(response)
    if (told === undefined) return
    if (told.size !== undefined && told.size !== size) throw changed(connection)
    if (told.first === range.first && told.last === range.last) return
    const asked = `${range.first} to ${range.last}`
    const given = `${told.first} to ${told.last}`
    throw connection.error('bad-answer', `the server gave bytes ${given}, not ${asked}`)
  } catch (error) {
    // The body may be the whole file: nobody waits for it.
    response.body?.cancel().catch(() => {})
    throw error
  }
}

const changed = (connection: Connection) =>
  connection.error('changed', 'it was changed while it was read')

function tagsOf({ headers }: Response): Tags {
  return { etag: headers.get('etag'), lastModified: headers.get('last-modified') }
}

function sameTags(response: Response, tags: Tags): boolean {
  const now = tagsOf(response)
  if (tags.etag !== null) return now.etag === tags.etag
  return tags.lastModified === null || now.lastModified === tags.lastModified
}

/** What Content-Range says; undefined if it is not there or makes no sense. */
function contentRange(
  response: Response,
): { first: number | undefined; last: number | undefined; size: number | undefined } | undefined {
  const text = response.headers.get('content-range') ?? ''
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(?:(\d+)|\*)$/.exec(text)
  if (match === null) return undefined
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits))
  return { first: number(match[1]), last: number(match[2]), size: number(match[3]) }
}

/** Reads a body of exactly `length` bytes: no more is ever kept of a longer one. */
async function readBody(
  connection: Connection,
  response: Response,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  const reader = response.body?.getReader()
  let done = 0
  for (;;) {
    const part = await reader?.read().catch((cause: unknown) => {
      throw connection.failure(cause)
    })
    if (part === undefined || part.done) break
    if (done + part.value.length > length) {
      reader?.cancel().catch(() => {})
      throw connection.error(
        'bad-answer',
        `the server gave more than the ${length} bytes asked for`,
      )
    }
    bytes.set(part.value, done)
    done += part.value.length
  }
  if (done === length) return bytes
  throw connection.error('bad-answer', `the server gave ${done} bytes, not ${length}`)
}

/** Lets go of a body that nobody reads. */
async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {})
}
