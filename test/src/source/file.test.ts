import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileError, fileLength, openFile } from '../../../src/source/file.ts'

let folder: string
let path: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cowtools-file-'))
  path = join(folder, 'five')
  await writeFile(path, Uint8Array.of(1, 2, 3, 4, 5))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('openFile()', () => {
  it('reads bytes at an offset, short at the end', async () => {
    const file = await openFile(path)
    try {
      expect(file.size).toBe(5)
      expect(await file.read(1, 3)).toEqual(Uint8Array.of(2, 3, 4))
      expect(await file.read(3, 10)).toEqual(Uint8Array.of(4, 5))
      expect(await file.read(9, 10)).toHaveLength(0)
      await expect(file.read(-1, 1)).rejects.toThrow(RangeError)
    } finally {
      await file.close()
    }
  })

  it('reads short when the file shrinks after it was opened', async () => {
    const shrinking = join(folder, 'shrinking')
    await writeFile(shrinking, new Uint8Array(10))
    const file = await openFile(shrinking)
    try {
      await truncate(shrinking, 4)
      expect(await file.read(0, 10)).toHaveLength(4)
    } finally {
      await file.close()
    }
  })

  it('counts the bytes that a sparse file takes', async () => {
    const sparse = join(folder, 'sparse')
    await writeFile(sparse, '')
    await truncate(sparse, 1 << 30)
    const file = await openFile(sparse)
    await file.close()
    expect(file.size).toBe(1 << 30)
    expect(file.allocatedSize).toBeLessThan(1 << 20)
  })

  it('follows a symbolic link', async () => {
    const link = join(folder, 'link')
    await symlink('five', link)
    const file = await openFile(link)
    await file.close()
    expect(file.size).toBe(5)
  })

  it('says that there is no such file', async () => {
    const missing = join(folder, 'none')
    await expect(openFile(missing)).rejects.toThrow(`Cannot open "${missing}": no such file`)
    await expect(openFile(missing)).rejects.toMatchObject({ code: 'ENOENT', path: missing })
  })

  it('refuses a folder', async () => {
    await expect(openFile(folder)).rejects.toThrow('is a folder, not a regular file')
  })

  it.skipIf(process.platform === 'win32')('refuses a FIFO without waiting for it', async () => {
    const fifo = join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    await expect(openFile(fifo)).rejects.toThrow('is a FIFO, not a regular file')
  })

  it.skipIf(process.platform === 'win32')('refuses a device', async () => {
    await expect(openFile('/dev/zero')).rejects.toThrow('is a device, not a regular file')
  })

  it('says in words what is wrong with a name', async () => {
    const inside = join(path, 'x')
    await expect(openFile(inside)).rejects.toThrow('part of the path is not a folder')
    await expect(openFile('a\0b')).rejects.toThrow(
      'Cannot open "a\\x00b": the name has a NUL inside',
    )
    await expect(openFile('x'.repeat(300))).rejects.toThrow('the name is too long')
  })
})

describe('fileLength()', () => {
  it('gives the length, or nothing where there is no file', async () => {
    expect(await fileLength(path)).toBe(5)
    expect(await fileLength(join(folder, 'none'))).toBeUndefined()
    expect(await fileLength(join(path, 'x'))).toBeUndefined()
  })

  it('finds a name that is no UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff, 0x41)]), 'four')
    expect(await fileLength(join(folder, '\udcffA'))).toBe(4)
  })

  it('refuses what is no regular file', async () => {
    await expect(fileLength(folder)).rejects.toThrow(FileError)
  })
})
