import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cachedSource, HttpError, httpSource } from '../../../src/source/index.ts'

const file = Uint8Array.from({ length: 1000 }, (_, i) => i * 13)
const url = 'https://example.org/disk.img'

interface Request {
  readonly method: string
  readonly headers: Headers
}

/** A server inside the test: `change` edits the answer that a good one would give. */
function createFetch(change: (answer: Answer, request: Request, index: number) => void = () => {}) {
  const requests: Request[] = []
  const fetch = async (_url: unknown, init?: RequestInit) => {
    const request = { method: init?.method ?? 'GET', headers: new Headers(init?.headers) }
    const answer = answerOf(request)
    change(answer, request, requests.length)
    requests.push(request)
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
  }
  return { fetch: fetch as typeof globalThis.fetch, requests }
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | null
}

function answerOf({ method, headers }: Request): Answer {
  if (method === 'HEAD') {
    return { status: 200, headers: { 'Content-Length': '1000', ETag: '"1"' }, body: null }
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '') ?? []
  return {
    status: 206,
    headers: { 'Content-Range': `bytes ${first}-${last}/1000`, ETag: '"1"' },
    body: file.slice(Number(first), Number(last) + 1),
  }
}

/** A source whose answers change from the first read on. */
async function openChanging(change: (answer: Answer) => void) {
  const { fetch } = createFetch((answer, _request, index) => {
    if (index > 0) change(answer)
  })
  return await httpSource(url, { fetch })
}

describe('httpSource()', () => {
  it('asks for exactly the bytes that are read', async () => {
    const { fetch, requests } = createFetch()
    const source = await httpSource(url, { fetch, headers: { Authorization: 'Basic eDp5' } })
    expect(source.size).toBe(1000)
    expect(await source.read(10, 5)).toEqual(file.slice(10, 15))
    expect(await source.read(990, 50)).toEqual(file.slice(990))
    expect(await source.read(1000, 50)).toHaveLength(0)
    expect(await source.read(5, 0)).toHaveLength(0)
    expect(requests.map(({ headers }) => headers.get('range'))).toEqual([
      'bytes=0-0',
      'bytes=10-14',
      'bytes=990-999',
    ])
    expect(requests.map(({ headers }) => headers.get('if-match'))).toEqual([null, '"1"', '"1"'])
    expect(requests.every(({ headers }) => headers.get('authorization') === 'Basic eDp5')).toBe(
      true,
    )
    await expect(source.read(-1, 5)).rejects.toThrow(RangeError)
  })

  it('sends no weak ETag, and checks it nevertheless', async () => {
    let etag = 'W/"1"'
    const { fetch, requests } = createFetch((answer) => {
      answer.headers.ETag = etag
    })
    const source = await httpSource(url, { fetch })
    await source.read(0, 5)
    expect(requests.at(-1)?.headers.has('if-match')).toBe(false)
    etag = 'W/"2"'
    await expect(source.read(0, 5)).rejects.toThrow('it was changed while it was read')
  })

  it('takes the length from a HEAD request where Content-Range is not shown', async () => {
    const { fetch, requests } = createFetch(({ headers }) => {
      delete headers['Content-Range']
    })
    const source = await httpSource(url, { fetch })
    expect(source.size).toBe(1000)
    expect(await source.read(3, 4)).toEqual(file.slice(3, 7))
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'HEAD', 'GET'])
  })

  it('says that the server has no ranges, without reading the file', async () => {
    const { fetch } = createFetch((answer) => {
      answer.status = 200
    })
    await expect(httpSource(url, { fetch })).rejects.toThrow(
      `Cannot read "${url}": the server has no ranges (it answered 200, not 206)`,
    )
  })

  it('says that the server does not tell the length', async () => {
    const { fetch } = createFetch(({ headers }) => {
      headers['Content-Range'] = 'bytes 0-0/*'
      delete headers['Content-Length']
    })
    await expect(httpSource(url, { fetch })).rejects.toMatchObject({ code: 'no-length' })
  })

  it('opens an empty file', async () => {
    const refused = createFetch((answer) => {
      Object.assign(answer, { status: 416, headers: { 'Content-Range': 'bytes */0' }, body: null })
    })
    const whole = createFetch((answer) => {
      Object.assign(answer, { status: 200, headers: { 'Content-Length': '0' }, body: null })
    })
    for (const { fetch } of [refused, whole]) {
      const source = await httpSource(url, { fetch })
      expect(source.size).toBe(0)
      expect(await source.read(0, 10)).toHaveLength(0)
    }
  })

  it('says what the server answered', async () => {
    const { fetch } = createFetch((answer) => {
      answer.status = 404
    })
    const opened = httpSource('https://me:secret@example.org/x', { fetch })
    await expect(opened).rejects.toThrow(
      'Cannot read "https://example.org/x": the server answered 404, not 206',
    )
    await expect(opened).rejects.toBeInstanceOf(HttpError)
  })

  it.each<[string, (answer: Answer) => void]>([
    ['another ETag', ({ headers }) => Object.assign(headers, { ETag: '"2"' })],
    ['no ETag any more', ({ headers }) => delete headers.ETag],
    ['another length', (answer) => (answer.headers['Content-Range'] = 'bytes 10-14/1001')],
    ['412', (answer) => (answer.status = 412)],
    ['416', (answer) => (answer.status = 416)],
    ['200 with another ETag', (answer) => Object.assign(answer, { status: 200, headers: {} })],
  ])('notices that the file was changed: %s', async (_name, change) => {
    const source = await openChanging(change)
    const read = source.read(10, 5)
    await expect(read).rejects.toThrow(`Cannot read "${url}": it was changed while it was read`)
    await expect(read).rejects.toMatchObject({ code: 'changed' })
  })

  it('notices a later time of change where there is no ETag', async () => {
    let time = 'Mon, 01 Jan 2024 00:00:00 GMT'
    const { fetch } = createFetch(({ headers }) => {
      delete headers.ETag
      headers['Last-Modified'] = time
    })
    const source = await httpSource(url, { fetch })
    await source.read(0, 1)
    time = 'Mon, 01 Jan 2024 00:00:01 GMT'
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'changed' })
  })

  it.each<[string, (answer: Answer) => void]>([
    [
      'the server gave bytes 9-13',
      ({ headers }) => Object.assign(headers, { 'Content-Range': 'bytes 9-13/1000' }),
    ],
    ['the server gave 4 bytes, not 5', (answer) => (answer.body = new Uint8Array(4))],
    [
      'the server gave more than the 5 bytes asked for',
      (answer) => (answer.body = new Uint8Array(6)),
    ],
  ])('refuses a bad answer: %s', async (text, change) => {
    const source = await openChanging(change)
    const read = source.read(10, 5)
    await expect(read).rejects.toThrow(text.replace('9-13', '9 to 13, not 10 to 14'))
    await expect(read).rejects.toMatchObject({ code: 'bad-answer' })
  })

  it('says that the request failed, and why', async () => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: new Error('no route') })
    }
    const opened = httpSource(url, { fetch })
    await expect(opened).rejects.toThrow('the request failed (no route)')
    await expect(opened).rejects.toMatchObject({ code: 'unreachable' })
    await expect(httpSource('not a url')).rejects.toThrow(TypeError)
  })
})

describe('httpSource() and a real server', () => {
  let server: Server
  let address: string
  let requests = 0

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
      if (request.url === '/plain') {
        response.end(file)
        return
      }
      response.writeHead(206, {
        'Content-Range': `bytes ${first}-${last}/${file.length}`,
        ETag: '"1"',
      })
      if (request.url === '/cut') {
        response.write(file.subarray(Number(first), Number(first) + 1))
        if (first !== '0') setImmediate(() => response.destroy())
        else response.end()
        return
      }
      response.end(file.subarray(Number(first), Number(last) + 1))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('reads through a cache', async () => {
    const source = cachedSource(await httpSource(`${address}/disk`), { pageSize: 256 })
    requests = 0
    expect(await source.read(0, 1000)).toEqual(file)
    expect(await source.read(300, 300)).toEqual(file.slice(300, 600))
    expect(requests).toBe(1)
  })

  it('refuses a server without ranges', async () => {
    await expect(httpSource(`${address}/plain`)).rejects.toMatchObject({ code: 'no-ranges' })
  })

  it('says that an answer broke off', async () => {
    const source = await httpSource(`${address}/cut`)
    await expect(source.read(10, 100)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('ends by its signal, with the reason of the signal', async () => {
    const stop = new AbortController()
    const source = await httpSource(`${address}/disk`, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(source.read(0, 1)).rejects.toThrow('enough')
  })
})
