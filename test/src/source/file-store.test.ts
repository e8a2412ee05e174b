import { execFileSync } from 'node:child_process'
import type { FileHandle } from 'node:fs/promises'
import { link, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileStore, fileIdentity, openFile, openStore } from '../../../src/source/file.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-store-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** A system error, as Node makes them. */
const systemError = (code: string) => Object.assign(new Error(`${code}: text`), { code })

/** A store over calls of the system that the test answers. */
function storeOver(handle: Partial<Record<'read' | 'write' | 'datasync' | 'truncate', unknown>>) {
  const facts = { size: 10n, blocks: 8n, dev: 1n, ino: 2n }
  return new FileStore('some.img', handle as unknown as FileHandle, facts)
}

describe('openStore()', () => {
  it('writes, grows, cuts and flushes a file', async () => {
    const path = join(folder, 'first')
    const store = await openStore(path, { create: 'new' })
    await store.write(2, Uint8Array.of(1, 2, 3))
    expect(store.size).toBe(5)
    expect(await store.read(0, 99)).toEqual(Uint8Array.of(0, 0, 1, 2, 3))
    await store.resize(4)
    await store.resize(6)
    await store.flush()
    await store.close()
    expect([...(await readFile(path))]).toEqual([0, 0, 1, 2, 0, 0])
  })

  it('opens a file that is there as it is', async () => {
    const path = join(folder, 'there')
    await writeFile(path, 'abc')
    await using store = await openStore(path)
    expect(store.size).toBe(3)
    await store.write(1, Uint8Array.of(0x58))
    expect((await readFile(path)).toString()).toBe('aXc')
  })

  it('opens no file that is not there, unless it may create one', async () => {
    const path = join(folder, 'missing')
    await expect(openStore(path)).rejects.toThrow(`Cannot open "${path}": no such file`)
    for (const create of ['new', 'replace'] as const) {
      const store = await openStore(path, { create })
      await store.close()
      expect((await stat(path)).size).toBe(0)
      await rm(path)
    }
  })

  it('replaces a file only when told', async () => {
    const path = join(folder, 'old')
    await writeFile(path, 'abc')
    await expect(openStore(path, { create: 'new' })).rejects.toThrow('the file exists already')
    expect((await readFile(path)).toString()).toBe('abc')
    const store = await openStore(path, { create: 'replace' })
    expect(store.size).toBe(0)
    await store.close()
    expect((await stat(path)).size).toBe(0)
  })

  it('refuses a folder, a device and a FIFO', async () => {
    for (const create of [undefined, 'new', 'replace'] as const) {
      await expect(openStore(folder, { create })).rejects.toThrow('is a folder')
      if (process.platform === 'win32') continue
      await expect(openStore('/dev/null', { create })).rejects.toThrow('is a device')
    }
  })

  it.skipIf(process.platform === 'win32')('refuses a FIFO without waiting', async () => {
    const fifo = join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    await expect(openStore(fifo, { create: 'replace' })).rejects.toThrow('is a FIFO')
  })

  it('leaves a gap without blocks', async () => {
    const path = join(folder, 'sparse')
    const store = await openStore(path, { create: 'new' })
    await store.write(2 ** 32, Uint8Array.of(1))
    await store.close()
    const file = await openFile(path)
    await file.close()
    expect(file.size).toBe(2 ** 32 + 1)
    expect(file.allocatedSize).toBeLessThan(1 << 20)
  })

  it('finds a name that is no UTF-8', async () => {
    const store = await openStore(join(folder, '\udcffB'), { create: 'new' })
    await store.close()
    const raw = Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff, 0x42)])
    expect((await stat(raw)).size).toBe(0)
    await (await openFile(join(folder, '\udcffB'))).close()
  })
})

describe('FileStore', () => {
  it('goes on after a short read and a short write', async () => {
    const disk = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    const store = storeOver({
      async read(bytes: Uint8Array, at: number, length: number, position: number) {
        const bytesRead = Math.min(length, 3)
        bytes.set(disk.subarray(position, position + bytesRead), at)
        return { bytesRead }
      },
      async write(bytes: Uint8Array, at: number, length: number, position: number) {
        const bytesWritten = Math.min(length, 2)
        disk.set(bytes.subarray(at, at + bytesWritten), position)
        return { bytesWritten }
      },
    })
    expect(await store.read(1, 8)).toEqual(Uint8Array.of(2, 3, 4, 5, 6, 7, 8, 9))
    await store.write(3, Uint8Array.of(40, 50, 60, 70, 80))
    expect([...disk]).toEqual([1, 2, 3, 40, 50, 60, 70, 80, 9, 10])
  })

  it('says that the disk is full, and counts what was written', async () => {
    let calls = 0
    const store = storeOver({
      async write() {
        calls += 1
        if (calls === 2) throw systemError('ENOSPC')
        return { bytesWritten: 3 }
      },
    })
    const done = store.write(8, new Uint8Array(6))
    await expect(done).rejects.toThrow('Cannot write "some.img": no space left on the device')
    await expect(done).rejects.toMatchObject({ name: 'FileError', code: 'ENOSPC' })
    expect(store.size).toBe(11)
  })

  it('does not wait for a system that takes no bytes', async () => {
    const store = storeOver({ write: async () => ({ bytesWritten: 0 }) })
    await expect(store.write(0, Uint8Array.of(1))).rejects.toMatchObject({ code: 'EIO' })
  })

  it('keeps failing once a flush has failed: the system forgets what it lost', async () => {
    let calls = 0
    const store = storeOver({
      async datasync() {
        calls += 1
        if (calls === 1) throw systemError('EIO')
      },
    })
    const text = 'Cannot write "some.img": input/output error'
    await expect(store.flush()).rejects.toThrow(text)
    await expect(store.flush()).rejects.toThrow(text)
  })

  it('says what is wrong with a read and a resize', async () => {
    const fail = async () => {
      throw systemError('EIO')
    }
    const store = storeOver({ read: fail, truncate: fail })
    await expect(store.read(0, 1)).rejects.toThrow('Cannot read "some.img": input/output error')
    await expect(store.resize(5)).rejects.toThrow('Cannot write "some.img"')
    expect(store.size).toBe(10)
    await expect(store.resize(-1)).rejects.toThrow(RangeError)
    await expect(store.write(-1, Uint8Array.of(1))).rejects.toThrow(RangeError)
  })
})

describe('fileIdentity()', () => {
  it('is the same by every path to a file', async () => {
    const path = join(folder, 'one')
    await writeFile(path, 'x')
    await symlink('one', join(folder, 'symbolic'))
    await link(path, join(folder, 'hard'))
    await writeFile(join(folder, 'two'), 'x')
    const identity = await fileIdentity(path)
    expect(await fileIdentity(join(folder, 'symbolic'))).toBe(identity)
    expect(await fileIdentity(join(folder, 'hard'))).toBe(identity)
    expect(await fileIdentity(join(folder, 'two'))).not.toBe(identity)
    await using file = await openFile(path)
    await using store = await openStore(path)
    expect([file.identity, store.identity]).toEqual([identity, identity])
  })

  it('is nothing where there is no file, and refuses a folder', async () => {
    await mkdir(join(folder, 'inner'))
    expect(await fileIdentity(join(folder, 'none'))).toBeUndefined()
    await expect(fileIdentity(join(folder, 'inner'))).rejects.toThrow('is a folder')
  })
})
