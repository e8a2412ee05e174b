/** Repairing files in place, and taking that back: what is shown, asked, written and refused. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  lstat,
  readdir,
  readFile,
  realpath,
  rename,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPaint, type Io } from '../../../src/cli/io.ts'
import {
  questioner,
  type RepairFileOptions,
  repairFile,
  undoFile,
} from '../../../src/cli/repair.ts'
import { undoPath, undoStoreFor } from '../../../src/cli/undo-store.ts'
import { nodeFiles, openFile, openImage } from '../../../src/node.ts'
import { planRepair } from '../../../src/validate/repair.ts'
import { damagedImages, fixtureNamed, folderOf, unpack } from '../../fixtures.ts'
import { cowImage, hexOf } from '../formats/images.ts'
import { createFolder, type Folder } from './run.ts'

/** When the backing file was changed, seconds since 1970: as the images record it. */
const TIME = 1_300_000_000

let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
  await folder.add('base.raw', new Uint8Array(1 << 20))
  await utimes(at('base.raw'), TIME, TIME)
})

afterAll(() => folder.remove())

const at = (name: string) => `${folder.path}/${name}`

/** cow with a hole that is not zero and a byte behind the NUL of its name. */
const damaged = () => cowImage({ 1020: '41', 1036: 'de ad be ef' })

let count = 0

/** Writes an image under a name of its own. */
async function image(bytes = damaged()): Promise<string> {
  count += 1
  return await folder.add(`disk${count}.cow`, bytes)
}

/** Runs a command; gives what it printed. */
async function output(
  run: (io: Io) => Promise<unknown>,
  { input = [], isTerminal = false }: { input?: readonly string[]; isTerminal?: boolean } = {},
): Promise<string> {
  let out = ''
  const io: Io = {
    out: (text) => {
      out += text
    },
    err: () => {},
    write: async () => {},
    input: (async function* () {
      for (const text of input) yield new TextEncoder().encode(text)
    })(),
    isTerminal: { out: isTerminal, err: isTerminal },
    interruptible: (task) => task(new AbortController().signal),
    paint: createPaint(false),
    width: 100,
    exitCode: 0,
  }
  await run(io)
  return out.replaceAll(`${folder.path}/`, '')
}

const checking = (file: string, more: Partial<RepairFileOptions> = {}): RepairFileOptions => ({
  checking: { filename: file, path: file, files: nodeFiles },
  ...more,
})

const repair = (file: string, more: Partial<RepairFileOptions> = {}) =>
  output((io) => repairFile(io, file, checking(file, more)))

const undo = (file: string) => output((io) => undoFile(io, file))

/** Runs without the powers of root, for whom nothing is forbidden. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return await work()
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

const NOBODY = 65_534

const leftovers = async () => (await readdir(folder.path)).filter((name) => name.endsWith('.part'))

describe('repairFile()', () => {
  it('shows the edits and writes nothing where nobody can be asked', async () => {
    const file = await image()
    expect(await repair(file)).toMatchInlineSnapshot(`
      "disk1.cow: cow-v2, 2 edits (5 bytes) mend 2 findings

        byte 1020 becomes zero: backing_file has bytes after its NUL
              1020 - 41
              1020 + 00
          cow-v2.backing_file.padding

        bytes 1036–1039 become zero: the hole is not zero
              1036 - de ad be ef
              1036 + 00 00 00 00
          cow-v2.hole_1036

      1 other finding cannot be repaired; cowtools validate disk1.cow shows it.

      Nothing was written; cowtools validate --repair --yes disk1.cow makes these edits.
      "
    `)
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
    await expect(lstat(undoPath(file))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('makes the edits, and undoFile() takes them back', async () => {
    const file = await image()
    expect(await repair(file, { yes: true })).toContain(
      `repaired; cowtools validate --undo disk${count}.cow takes that back`,
    )
    expect(new Uint8Array(await readFile(file))).toEqual(cowImage())
    expect(JSON.parse(await readFile(undoPath(file), 'utf8'))).toMatchObject({
      version: 1,
      file: `disk${count}.cow`,
      format: 'cow-v2',
      size: 1312,
      edits: [
        { offset: 1020, rules: ['cow-v2.backing_file.padding'], before: '41', after: '00' },
        { offset: 1036, rules: ['cow-v2.hole_1036'], before: 'deadbeef', after: '00000000' },
      ],
    })
    expect(await undo(file)).toContain(`disk${count}.cow: as it was before the repair`)
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
    await expect(lstat(undoPath(file))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await leftovers()).toEqual([])
  })

  it('gives what holds of the file then', async () => {
    const file = await image()
    let after: unknown
    await output(async (io) => {
      after = await repairFile(io, file, checking(file, { yes: true }))
    })
    expect(after).toMatchObject({ schema: 'cow-v2', verdict: 'valid' })
  })

  it.each([
    ['y\n', true],
    ['Yes\r\n', true],
    ['\n', false],
    ['no\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('asks on a terminal, and takes %j for an answer', async (answer, isWanted) => {
    const file = await image()
    const text = await output((io) => repairFile(io, file, checking(file)), {
      input: answer === '' ? [] : [answer],
      isTerminal: true,
    })
    expect(text).toContain('Make these edits? [y/N]')
    expect(text.includes('Nothing was written')).toBe(!isWanted)
    expect(new Uint8Array(await readFile(file))).toEqual(isWanted ? cowImage() : damaged())
  })

  it('does not ask for a dry run', async () => {
    const file = await image()
    const options = checking(file, { dryRun: true })
    const text = await output((io) => repairFile(io, file, options), { isTerminal: true })
    expect(text).not.toContain('[y/N]')
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
  })

  it('has nothing to do for a sound image', async () => {
    const file = await image(cowImage())
    expect(await repair(file, { yes: true })).toMatchInlineSnapshot(`
      "disk11.cow: cow-v2, nothing to repair

      1 other finding cannot be repaired; cowtools validate disk11.cow shows it.
      "
    `)
    await expect(lstat(undoPath(file))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('follows a link, says so, and keeps the undo file beside the image', async () => {
    const file = await image()
    const link = at('link.cow')
    await symlink(`disk${count}.cow`, link)
    const text = await repair(link, { yes: true })
    expect(text).toContain(
      `link.cow leads to ${(await realpath(file)).slice(folder.path.length + 1)}`,
    )
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(new Uint8Array(await readFile(file))).toEqual(cowImage())
    expect((await lstat(undoPath(file))).isFile()).toBe(true)
    await undo(link)
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
  })

  it('does not replace an undo file', async () => {
    const file = await image()
    await writeFile(undoPath(file), 'mine')
    await expect(repair(file, { yes: true })).rejects.toThrow(
      /^Cannot repair ".*": a repair before this one can still be undone: .*--undo/,
    )
    expect(await readFile(undoPath(file), 'utf8')).toBe('mine')
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
    expect(await leftovers()).toEqual([])
  })

  it('refuses an image whose bytes are in doubt', async () => {
    const file = await image(cowImage({ 1036: '01', 1040: '80' }))
    await expect(repair(file, { yes: true })).rejects.toThrow(
      /^Cannot repair ".*": it has an error that no repair mends, and the rest may follow from it: the bitmap would not fit/,
    )
  })

  it('refuses a file that changes between the plan and the edits', async () => {
    const file = await image()
    const ask = async () => {
      const other = cowImage({ 1020: '42', 1036: 'de ad be ef' })
      await writeFile(file, other)
      return true
    }
    const run = output((io) => repairFile(io, file, checking(file, { ask })), { isTerminal: true })
    await expect(run).rejects.toThrow(/: it has changed since it was checked: byte 1020 is neither/)
    await expect(lstat(undoPath(file))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('refuses another file under the same name', async () => {
    const file = await image()
    const ask = async () => {
      await writeFile(`${file}.new`, damaged())
      await rename(`${file}.new`, file)
      return true
    }
    const run = output((io) => repairFile(io, file, checking(file, { ask })), { isTerminal: true })
    await expect(run).rejects.toThrow('another file has its name since it was checked')
  })

  it('refuses a file that must not be written', async () => {
    const file = await image()
    await chmod(file, 0o444)
    await chmod(folder.path, 0o777)
    const run = asNobody(() => repair(file, { yes: true }))
    await expect(run).rejects.toThrow(/^Cannot open ".*": permission denied$/)
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
    await expect(lstat(undoPath(file))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('changes nothing where no undo file can be made', async () => {
    const file = await image()
    await chmod(file, 0o666)
    await chmod(folder.path, 0o555)
    try {
      const run = asNobody(() => repair(file, { yes: true }))
      await expect(run).rejects.toThrow(/^Cannot create ".*undo": permission denied$/)
    } finally {
      await chmod(folder.path, 0o700)
    }
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
  })

  it('records the time of the backing file with consent', async () => {
    const file = await image(cowImage({ 1032: '00 00 00 01' }))
    const text = await repair(file, { yes: true })
    expect(text.replace(/\s+/g, ' ')).toContain('(only --allow mtime records its new time)')
    expect(await repair(file, { yes: true, allow: ['mtime'] })).toContain('4d 7c 6d 00')
    expect(new Uint8Array(await readFile(file))).toEqual(cowImage())
  })

  it('shows control characters of a message as what they are', async () => {
    const file = await image(cowImage({ 8: `${hexOf('base')} 1b 5b 32 4a 00`, 1036: '01' }))
    expect(await repair(file)).not.toContain('\u001b')
  })
})

describe('undoFile()', () => {
  async function repaired(): Promise<string> {
    const file = await image()
    await repair(file, { yes: true })
    return file
  }

  it('shows what it would do, and does nothing', async () => {
    const file = await repaired()
    const text = await output((io) => undoFile(io, file, { dryRun: true }))
    expect(text).toMatch(
      /2 edits \(5 bytes\) of a repair can be taken back[\s\S]*Nothing was written/,
    )
    expect(new Uint8Array(await readFile(file))).toEqual(cowImage())
  })

  it('goes on where it was cut off', async () => {
    const file = await repaired()
    const bytes = cowImage({ 1020: '41', 1036: 'de ad' })
    await writeFile(file, bytes)
    await undo(file)
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
  })

  it('refuses a file that was changed since', async () => {
    const file = await repaired()
    const bytes = cowImage({ 1036: '77' })
    await writeFile(file, bytes)
    await expect(undo(file)).rejects.toThrow(
      /^Cannot undo the repair of ".*": it has changed since it was repaired: byte 1036 is neither/,
    )
    expect(new Uint8Array(await readFile(file))).toEqual(bytes)
    expect((await lstat(undoPath(file))).isFile()).toBe(true)
  })

  it('refuses a file that was cut since', async () => {
    const file = await repaired()
    await truncate(file, 1300)
    await expect(undo(file)).rejects.toThrow('it has 1300 bytes, not 1312')
  })

  it('says that there is nothing to take back', async () => {
    const file = await image()
    await expect(undo(file)).rejects.toThrow(/there is no undo file ".*\.cowtools-undo"$/)
  })

  it('shows nothing of an undo file that would change a terminal', async () => {
    const file = await repaired()
    const record = await readFile(undoPath(file), 'utf8')
    await writeFile(undoPath(file), record.replaceAll('cow-v2.hole', '\\u001b[2J'))
    expect(await undo(file)).not.toContain('\u001b')
  })

  it('refuses an undo file that is damaged', async () => {
    const file = await repaired()
    await truncate(undoPath(file), 100)
    await expect(undo(file)).rejects.toThrow(/its undo file is not one, or damaged/)
    expect(new Uint8Array(await readFile(file))).toEqual(cowImage())
  })
})

describe('a repair that is killed', () => {
  const script = fileURLToPath(new URL('killed-repair.ts', import.meta.url))

  it.each([0, 1, 2, 3, 4])('at step %i leaves a file that undoFile() restores', async (step) => {
    const file = await image()
    const args = ['--import', 'tsx', script, file, String(step)]
    const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect([signal, stderr]).toEqual(['SIGKILL', ''])
    const left = new Uint8Array(await readFile(file))
    const isBegun = step > 0
    expect(Buffer.compare(left, step < 2 ? damaged() : cowImage()) === 0).toBe(step !== 2)
    if (isBegun) await undo(file)
    else await expect(undo(file)).rejects.toThrow('there is no undo file')
    expect(new Uint8Array(await readFile(file))).toEqual(damaged())
    expect(await leftovers()).toEqual([])
  })
})

const NAMES = [
  'cow/hole_garbage.cow',
  'cow/tailbits.cow',
  'cow/backed_w.cow',
  'add-cow-v18/fmt_garbage.acow',
  'add-cow-v20/fmt_garbage.acow',
]

describe('repairFile() of real images', () => {
  it.each(NAMES)('mends %s, whose disk stays as it was', async (name) => {
    const { folder: home, remove } = unpack([fixtureNamed(name)])
    try {
      const file = `${home}/${name}`
      const before = await readFile(file)
      const disk = await diskOf(file)
      const text = await repair(file, { yes: true, allow: ['mtime'] })
      expect(text).toContain('repaired')
      expect(await diskOf(file)).toBe(disk)
      expect(disk).toBe(fixtureNamed(name).guest_sha256)
      expect(await repair(file, { yes: true, allow: ['mtime'] })).toContain('nothing to repair')
      await undo(file)
      expect(Buffer.compare(await readFile(file), before)).toBe(0)
    } finally {
      remove()
    }
  })

  it('mends none of the damaged ones by a guess', async () => {
    const { folder: home, remove } = unpack(damagedImages)
    try {
      for (const one of damagedImages) {
        const path = `${home}/${folderOf(one)}/${one.name}`
        await using source = await openFile(path)
        const plan = await planRepair(source, { checking: { filename: path, files: nodeFiles } })
        expect([one.file, plan.kind === 'ready' ? plan.edits : []]).toEqual([one.file, []])
      }
    } finally {
      remove()
    }
  })
})

async function diskOf(file: string): Promise<string> {
  const disk = await openImage(file, { policy: 'all', probe: true })
  try {
    const bytes = await disk.read(0, disk.size)
    return createHash('sha256').update(bytes).digest('hex')
  } finally {
    await disk.close()
  }
}

describe('undoStoreFor()', () => {
  it('keeps a record under a name of its own at once', async () => {
    const store = undoStoreFor(at('record'))
    expect(await store.read(10)).toBeUndefined()
    await store.create(Uint8Array.of(1, 2, 3))
    expect(await store.read(2)).toEqual(Uint8Array.of(1, 2))
    await expect(store.create(Uint8Array.of(4))).rejects.toMatchObject({ code: 'exists' })
    expect(await store.read(10)).toEqual(Uint8Array.of(1, 2, 3))
    await store.remove()
    expect(await store.read(10)).toBeUndefined()
    expect(await leftovers()).toEqual([])
  })

  it('tells of a folder that is not there', async () => {
    await expect(undoStoreFor(at('none/x')).create(Uint8Array.of(1))).rejects.toThrow(
      /^Cannot create ".*none\/x\.cowtools-undo": /,
    )
  })
})

describe('questioner()', () => {
  it('takes one line for each question, wherever the input is cut', async () => {
    const pieces = ['y', '\nn', 'o\ny\n', 'y']
    let isClosed = false
    const input = (async function* () {
      try {
        for (const text of pieces) yield new TextEncoder().encode(text)
      } finally {
        isClosed = true
      }
    })()
    const { ask, close } = questioner({ out: () => {}, input })
    const answers = [await ask('1'), await ask('2'), await ask('3'), await ask('4'), await ask('5')]
    expect(answers).toEqual([true, false, true, true, false])
    await close()
    expect(isClosed).toBe(true)
  })
})
