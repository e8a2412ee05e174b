/** Commands that could damage what they are not about: refused, or done right. */
import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processIo } from '../../../src/cli/io.ts'
import { createImage } from '../../../src/node.ts'
import { cowtools, cowtoolsWith, createFolder, type Folder } from './run.ts'

const KIB = 1024
let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
  await folder.add('base.raw', new Uint8Array(256 * KIB).fill(0x42))
})

afterAll(() => folder.remove())

const at = (name: string) => `${folder.path}/${name}`

async function overlay(name: string): Promise<string> {
  const image = `image_file=${name}.img`
  const over = ['-f', 'add-cow-v18', '-o', image, '-b', 'base.raw', '-F', 'raw', at(name)]
  expect(await cowtools('create', ...over)).toMatchObject({ code: 0 })
  return at(name)
}

describe('cowtools rebase', () => {
  it("refuses the image's own image file as its backing file", async () => {
    const file = await overlay('own.acow')
    const before = await readFile(file)
    for (const mode of [[], ['-u']]) {
      const { code, err } = await cowtools(
        'rebase',
        ...mode,
        '-b',
        'own.acow.img',
        '-F',
        'raw',
        file,
      )
      expect([code, err]).toEqual([1, expect.stringContaining('its own backing file')])
    }
    expect(await readFile(file)).toEqual(before)
  })
})

describe('cowtools write', () => {
  it('fails when the input ends too early, and says how much was written', async () => {
    const file = await folder.add('short.raw', new Uint8Array(4 * KIB))
    const input = [new Uint8Array(5).fill(1)]
    const args = ['write', '-f', 'raw', file, '--length', '1K']
    const { code, err } = await cowtoolsWith({ input }, ...args)
    expect([code, err]).toEqual([1, expect.stringContaining('the input ended after 5')])
  })

  it('says what was written of an input that is longer than the disk', async () => {
    const file = await folder.add('full.raw', new Uint8Array(KIB))
    const input = [new Uint8Array(KIB), new Uint8Array(1)]
    const { code, err } = await cowtoolsWith({ input }, 'write', '-f', 'raw', file)
    expect([code, err]).toEqual([1, expect.stringContaining('the rest was not')])
  })

  it('refuses to write an overlay without what is below it', async () => {
    const file = await overlay('alone.acow')
    const { code, err } = await cowtools(
      ...['write', '--without-backing', file, '--offset', '0', '--pattern', '1', '--length', '1'],
    )
    expect([code, err]).toEqual([1, expect.stringContaining('leave out --without-backing')])
  })
})

describe('cowtools convert', () => {
  it('refuses - as a target', async () => {
    const { code, err } = await cowtools('convert', '-f', 'raw', at('base.raw'), '-')
    expect([code, err]).toEqual([1, expect.stringContaining('Cannot create "-"')])
  })

  it('stores zeros over a backing file, also without the layers of the source', async () => {
    const bytes = new Uint8Array(256 * KIB)
    bytes[0] = 1
    const source = await folder.add('source.raw', bytes)
    const target = at('target.acow')
    const into = ['-O', 'add-cow-v18', '-o', 'image_file=target.img', '-b', 'base.raw', '-F', 'raw']
    const made = await cowtools(
      'convert',
      '--without-backing',
      '-f',
      'raw',
      ...into,
      source,
      target,
    )
    expect(made).toMatchObject({ code: 0 })
    expect(await cowtools('compare', '-F', 'raw', target, source)).toMatchObject({ code: 0 })
  })
})

describe('cowtools read', () => {
  it('says where the disk ends to who begins past it', async () => {
    const args = ['read', '-f', 'raw', at('base.raw'), '--offset', '1M']
    const { code, err } = await cowtools(...args)
    const end = 'Cannot read from byte 1048576 on: the disk has 262144 bytes'
    expect([code, err]).toEqual([1, `cowtools: ${end}\n`])
  })
})

describe('processIo()', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('stops a task on %s, with the exit code of it', async (name, exitCode) => {
    const stopped = processIo().interruptible(async (signal) => {
      process.emit(name, name)
      signal.throwIfAborted()
    })
    await expect(stopped).rejects.toMatchObject({ exitCode })
  })
})

describe('createImage()', () => {
  it('refuses a raw image that would name other files', async () => {
    const options = { format: 'raw', size: KIB, backingFile: 'base.raw' }
    await expect(createImage(at('raw'), options)).rejects.toThrow(RangeError)
  })

  it('makes one whole image when two make the same one at once', async () => {
    const size = 64 * KIB
    const make = () => createImage(at('twice.cow'), { format: 'cow', size, force: true })
    await Promise.all([make(), make(), make()])
    expect(await cowtools('validate', at('twice.cow'))).toMatchObject({ code: 0 })
    const left = await readdir(folder.path)
    expect(left.filter((name) => name.includes('.part'))).toEqual([])
  })

  it('makes an image of the longest name that a folder takes', async () => {
    const name = `${'n'.repeat(251)}.cow`
    await createImage(at(name), { format: 'cow', size: KIB })
    expect(await readdir(folder.path)).toContain(name)
  })
})
