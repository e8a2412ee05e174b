/** Which files a chain opens, which it refuses, and that it lets go of all of them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError, UnsupportedError } from '../../../src/binary/errors.ts'
import { clearOverlay, type OpenOptions, openChain } from '../../../src/chain/index.ts'
import { drivers } from '../../../src/formats/drivers.ts'
import { createImage, openImage } from '../../../src/node.ts'
import { createIn, type MemoryFiles, memoryFiles } from './files.ts'

const KIB = 1024
const SIZE = 64 * KIB
const all: OpenOptions = { policy: 'all', probe: true }

/** `/d/base.raw` of ones, and `/d/top.cow` over a backing file of that name. */
async function cowOver(name: string, base = new Uint8Array(SIZE).fill(1)): Promise<MemoryFiles> {
  const files = memoryFiles({ '/d/base.raw': base })
  await createIn(files, '/d/top.cow', { format: 'cow-v2', size: SIZE, backing: { name } })
  return files
}

/** Fails with that text, and has nothing open then. */
async function expectRefused(
  files: MemoryFiles,
  options: OpenOptions,
  error: { readonly kind: unknown; readonly text: string },
): Promise<void> {
  const opening = openChain(files, '/d/top.cow', options)
  await expect(opening).rejects.toBeInstanceOf(error.kind)
  await expect(opening).rejects.toThrow(error.text)
  expect(files.openCount).toBe(0)
}

describe('openChain()', () => {
  it('opens an image with what is below it, and closes every file', async () => {
    const files = await cowOver('base.raw')
    const image = await openChain(files, '/d/top.cow', { ...all, writable: true })
    expect(files.openCount).toBe(2)
    expect(files.opens.slice(-2)).toEqual(['write /d/top.cow', 'read /d/base.raw'])
    expect(image).toMatchObject({ format: 'cow-v2', backing: { format: 'raw' } })
    expect(await image.read(5, 2)).toEqual(Uint8Array.of(1, 1))
    await image.close()
    expect(files.openCount).toBe(0)
  })

  it('leaves a missing backing file alone, or out', async () => {
    const files = await cowOver('gone.raw')
    await expectRefused(files, all, { kind: Error, text: 'Cannot open "/d/gone.raw"' })
    const image = await openChain(files, '/d/top.cow', { ...all, withoutBacking: true })
    expect(await image.read(0, 2)).toEqual(Uint8Array.of(0, 0))
    await image.close()
    expect(files.openCount).toBe(0)
  })

  it('refuses to write to an image without the backing file that it names', async () => {
    await expectRefused(
      await cowOver('base.raw'),
      { ...all, writable: true, withoutBacking: true },
      { kind: UnsupportedError, text: 'for writing without its backing file' },
    )
  })

  it('writes to an image that names none', async () => {
    const files = memoryFiles()
    await createIn(files, '/d/top.cow', { format: 'cow-v2', size: SIZE })
    const options = { ...all, writable: true, withoutBacking: true }
    const image = await openChain(files, '/d/top.cow', options)
    await image.write(0, Uint8Array.of(1))
    await image.close()
  })

  it('shows zeros past the end of a shorter backing file', async () => {
    const files = await cowOver('base.raw', new Uint8Array(1000).fill(1))
    const image = await openChain(files, '/d/top.cow', { ...all, writable: true })
    expect(await image.read(999, 2)).toEqual(Uint8Array.of(1, 0))
    await image.write(1023, Uint8Array.of(2))
    expect(await image.read(998, 27)).toEqual(
      Uint8Array.from({ length: 27 }, (_, index) => (index < 2 ? 1 : index === 25 ? 2 : 0)),
    )
    await image.close()
  })

  it('refuses a chain that comes back to a file it has open', async () => {
    const loop = { kind: UnsupportedError, text: 'the chain has this file already' }
    await expectRefused(await cowOver('top.cow'), all, loop)
    const files = await cowOver('other.cow')
    await createIn(files, '/d/other.cow', {
      format: 'cow-v2',
      size: SIZE,
      backing: { name: '../d/top.cow' },
    })
    await expectRefused(files, all, loop)
    const linked = await cowOver('linked.cow')
    linked.links.set('/d/linked.cow', '/d/top.cow')
    await expectRefused(linked, all, loop)
  })

  it('refuses an image file that is the backing file, or the image', async () => {
    const files = memoryFiles({ '/d/base.raw': new Uint8Array(SIZE) })
    for (const name of ['top.cow', 'top.cow.img']) {
      const backing = { name, format: 'raw' }
      await createIn(files, '/d/top.cow', { format: 'add-cow-v10', size: SIZE, backing })
      await expectRefused(files, all, {
        kind: UnsupportedError,
        text: 'the chain has this file already',
      })
    }
  })

  it('refuses more layers than the limit', async () => {
    const files = memoryFiles({ '/d/layer0': new Uint8Array(SIZE) })
    for (let layer = 1; layer <= 16; layer++) {
      const backing = { name: `layer${layer - 1}` }
      await createIn(files, `/d/layer${layer}`, { format: 'cow-v2', size: SIZE, backing })
    }
    const fits = await openChain(files, '/d/layer15', all)
    await fits.close()
    await expect(openChain(files, '/d/layer16', all)).rejects.toThrow('more than 16 layers')
    await expect(openChain(files, '/d/layer3', { ...all, maxDepth: 3 })).rejects.toThrow(
      'more than 3 layers',
    )
    expect(files.openCount).toBe(0)
  })

  it('guesses no format below the image without leave', async () => {
    const files = await cowOver('base.raw')
    await expectRefused(
      files,
      { policy: 'all' },
      {
        kind: UnsupportedError,
        text: 'the image above does not record its format',
      },
    )
    const warnings: string[] = []
    const onWarning = (message: string) => void warnings.push(message)
    const guessed = await openChain(files, '/d/top.cow', { ...all, onWarning })
    await guessed.close()
    expect(warnings).toEqual(['the format of "/d/base.raw" was guessed: raw'])
    const options = { policy: 'all', backingFormats: ['raw'], onWarning } as const
    const given = await openChain(files, '/d/top.cow', options)
    await given.close()
    expect(warnings).toHaveLength(1)
  })

  it('takes a backing file that is recorded as raw for raw, whatever a guest wrote there', async () => {
    const files = memoryFiles()
    await createIn(files, '/d/base.raw', {
      format: 'cow-v2',
      size: SIZE,
      backing: { name: '/etc' },
    })
    const header = files.stores.get('/d/base.raw')?.bytes() ?? new Uint8Array()
    for (const format of ['add-cow-v10', 'add-cow-v18']) {
      const backing = { name: 'base.raw', format: 'raw' }
      await createIn(files, '/d/top.cow', { format, size: SIZE, backing })
      const image = await openChain(files, '/d/top.cow', all)
      expect(image.backing).toMatchObject({ format: 'raw' })
      expect(await image.read(0, header.length)).toEqual(header)
      await image.close()
    }
  })

  it('refuses a recorded format that it does not know', async () => {
    const files = memoryFiles({ '/d/base.raw': new Uint8Array(SIZE) })
    const backing = { name: 'base.raw', format: 'vmdk' }
    await createIn(files, '/d/top.cow', { format: 'add-cow-v18', size: SIZE, backing })
    await expectRefused(files, all, {
      kind: UnsupportedError,
      text: 'Cannot open the backing file "base.raw": its format "vmdk" is not known',
    })
  })

  it('refuses a file of another format than the one that is given', async () => {
    const files = await cowOver('base.raw')
    await expectRefused(
      files,
      { ...all, backingFormats: ['cow'] },
      {
        kind: FormatError,
        text: 'Cannot open "/d/base.raw": cannot parse header.magic: is 0x1010101, not 0x4f4f4f4d',
      },
    )
    await expectRefused(
      files,
      { ...all, format: 'add-cow-v10' },
      {
        kind: FormatError,
        text: 'Cannot open "/d/top.cow": ',
      },
    )
  })

  it.each(['nbd://host/disk', 'json:{}', 'file:base.raw', 'fat:/etc', 'HTTP://host/a'])(
    'never opens the name %s',
    async (name) => {
      await expectRefused(await cowOver(name), all, {
        kind: UnsupportedError,
        text: 'names with a protocol are not opened',
      })
    },
  )

  it('refuses a name with a NUL inside', async () => {
    const files = memoryFiles({ '/d/base': new Uint8Array(SIZE) })
    const backing = { name: 'base?hidden', format: 'raw' }
    await createIn(files, '/d/top.cow', { format: 'add-cow-v10', size: SIZE, backing })
    const bytes = files.stores.get('/d/top.cow')?.bytes() ?? new Uint8Array()
    await files.store('/d/top.cow').write(bytes.indexOf('?'.charCodeAt(0)), Uint8Array.of(0))
    await expectRefused(files, all, { kind: UnsupportedError, text: 'the name has a NUL inside' })
  })

  it.each(drivers.map(({ format }) => format.id))(
    'opens no file that a %s image names, without leave',
    async (format) => {
      const files = memoryFiles({ '/d/base.raw': new Uint8Array(SIZE) })
      const backing = { name: 'base.raw', format: 'raw' }
      await createIn(files, '/d/top.cow', { format, size: SIZE, backing })
      await expectRefused(
        files,
        { probe: true },
        {
          kind: UnsupportedError,
          text: 'files that an image names are not opened without leave',
        },
      )
      expect(files.opens).toEqual(['read /d/top.cow'])
    },
  )

  it('tells what a cut-off image holds, at no cost', async () => {
    const [cow] = drivers.filter(({ format }) => format.id === 'cow-v2')
    const size = 2 ** 42
    const files = memoryFiles({ '/d/top.cow': cow?.create({ size }) ?? new Uint8Array() })
    const before = process.memoryUsage().arrayBuffers
    const image = await openChain(files, '/d/top.cow', all)
    expect(image.size).toBe(size)
    for (const offset of [0, size / 2 + 1, size - 10]) {
      expect(await image.read(offset, 10)).toEqual(new Uint8Array(10))
    }
    const extents: unknown[] = []
    for await (const one of image.extents(size / 2, 2 ** 38)) extents.push(one)
    expect(extents).toEqual([{ offset: size / 2, length: 2 ** 38, state: 'unallocated', depth: 0 }])
    await image.close()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * KIB * KIB)
  })

  it('refuses sizes that no tool could use', async () => {
    const [cow] = drivers.filter(({ format }) => format.id === 'cow-v2')
    const bytes = cow?.create({ size: 512 }) ?? new Uint8Array()
    // The first is what an x86-64 build reads in a file of an i386 build.
    for (const size of [2n ** 52n, 2n ** 53n, 2n ** 63n - 512n]) {
      new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(1040, size)
      const files = memoryFiles({ '/d/top.cow': bytes })
      await expectRefused(files, all, {
        kind: FormatError,
        text: 'Cannot open "/d/top.cow": the bitmap would not fit',
      })
    }
  })
})

describe('clearOverlay()', () => {
  it('shows what is below, without a look at it', async () => {
    const files = await cowOver('base.raw')
    const image = await openChain(files, '/d/top.cow', { ...all, writable: true })
    await image.write(0, new Uint8Array(SIZE).fill(2))
    await image.close()
    const before = files.opens.length
    await clearOverlay(files, '/d/top.cow')
    expect(files.opens.slice(before)).toEqual(['write /d/top.cow'])
    const cleared = await openChain(files, '/d/top.cow', all)
    expect(await cleared.read(0, 2)).toEqual(Uint8Array.of(1, 1))
    await cleared.close()
    expect(files.openCount).toBe(0)
  })

  it('refuses what would be lost', async () => {
    const files = memoryFiles({ '/d/base.raw': new Uint8Array(SIZE).fill(1) })
    await createIn(files, '/d/top.cow', { format: 'cow-v2', size: SIZE })
    await expect(clearOverlay(files, '/d/top.cow')).rejects.toThrow('it has no backing file')
    const raw = clearOverlay(files, '/d/base.raw', { format: 'raw' })
    await expect(raw).rejects.toThrow(UnsupportedError)
    expect(files.stores.get('/d/base.raw')?.bytes()[0]).toBe(1)
    expect(files.openCount).toBe(0)
  })
})

describe('openImage()', () => {
  let folder = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cowtools-'))
    for (const name of ['inside', 'inside/deep', 'outside']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'inside/base.raw'), new Uint8Array(SIZE))
    writeFileSync(join(folder, 'outside/secret.raw'), new Uint8Array(SIZE))
    symlinkSync('../outside/secret.raw', join(folder, 'inside/link.raw'))
    symlinkSync('../outside', join(folder, 'inside/way'))
    symlinkSync('base.raw', join(folder, 'inside/short.raw'))
    symlinkSync('inside', join(folder, 'alias'))
    mkdirSync(join(folder, 'inside-not'))
    writeFileSync(join(folder, 'inside-not/secret.raw'), new Uint8Array(SIZE))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const opening = async (name: string) => {
    const files = memoryFiles()
    const backing = { name: name.replace('$', folder) }
    await createIn(files, '/top', { format: 'cow-v2', size: SIZE, backing })
    const path = join(folder, 'inside/top.cow')
    writeFileSync(path, files.stores.get('/top')?.bytes() ?? new Uint8Array())
    return await openImage(path, { probe: true, policy: { within: join(folder, 'alias') } })
  }

  it.each(['base.raw', './deep/../base.raw', 'short.raw', '$/inside/base.raw', '$/alias/base.raw'])(
    'opens %s within the folder',
    async (name) => {
      const image = await opening(name)
      expect(image.backing?.size).toBe(SIZE)
      await image.close()
    },
  )

  it.each([
    '../outside/secret.raw',
    '$/outside/secret.raw',
    'link.raw',
    'way/secret.raw',
    'deep/../../outside/secret.raw',
    '../inside-not/secret.raw',
  ])('refuses %s, which is outside the folder', async (name) => {
    await expect(opening(name)).rejects.toThrow('it is outside')
  })

  it('says that a file within the folder does not exist', async () => {
    await expect(opening('gone.raw')).rejects.toThrow(
      `Cannot open the backing file "gone.raw", named in "${folder}/inside/top.cow": it does not exist`,
    )
  })

  it('says which image names a file that does not exist, wherever files may be', async () => {
    const top = join(folder, 'inside/top.acow')
    const image = { format: 'add-cow-v10', size: SIZE, imageFile: 'top.img', force: true }
    await createImage(top, { ...image, backingFile: 'base.raw', backingFormat: 'raw' })
    rmSync(join(folder, 'inside/top.img'))
    await expect(openImage(top, { policy: 'all' })).rejects.toMatchObject({
      code: 'ENOENT',
      message: `Cannot open the image file "top.img", named in "${top}": it does not exist`,
    })
  })
})
