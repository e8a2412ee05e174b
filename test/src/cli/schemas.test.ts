/** `--schemas`: a format that only a schema describes works with every verb that reads. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useFormats } from '../../../src/formats/index.ts'
import { type Fixture, folderOf, goodImages, schemaOf, unpack } from '../../fixtures.ts'
import { noise } from './disks.ts'
import { cowtools, cowtoolsWith, createFolder, type Folder } from './run.ts'
import { TOY_SCHEMA, TOY_SIZE, toyImage } from './toy-schema.ts'

let folder: Folder
let toy = ''
let schemas = ''
const at = (name: string) => join(folder.path, name)

beforeAll(async () => {
  folder = await createFolder()
  schemas = at('schemas')
  await mkdir(schemas)
  await writeFile(join(schemas, 'toy.json'), JSON.stringify(TOY_SCHEMA))
  toy = await folder.add('disk.toy', toyImage())
  await folder.add('base.raw', noise(TOY_SIZE, 1))
})

afterAll(() => folder.remove())

// A run of the command line is a process; here all share one.
afterEach(() => useFormats([]))

/** Runs a command that knows the toy format. */
const run = (verb: string, ...args: string[]) => cowtools(verb, '--schemas', schemas, ...args)

/** What a guest sees of the toy image. */
function toyDisk(): Uint8Array {
  const disk = noise(TOY_SIZE, 1)
  disk.fill(0, 1024, 1536)
  disk.set(new TextEncoder().encode('third'), 1024)
  return disk
}

describe('cowtools --schemas', () => {
  it('adds the format to formats', async () => {
    const { out } = await run('formats', '--output', 'json')
    expect(JSON.parse(out)[0]).toMatchObject({ id: 'toy-v1', family: 'toy', status: 'example' })
    expect((await cowtools('formats')).out).not.toContain('toy')
  })

  it('has info read it', async () => {
    const { code, out } = await run('info', '--output', 'json', toy)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      format: 'toy',
      'virtual-size': TOY_SIZE,
      'cluster-size': 512,
      'backing-filename': 'base.raw',
      cowtools: { schema: 'toy-v1', header: { cluster_bits: 9, size: TOY_SIZE } },
    })
  })

  it('has dump show who owns its bytes', async () => {
    const { out } = await run('dump', toy)
    expect(out).toMatch(/ 8 {2}0008 {2}00 10 00 00 00 00 00 00 .* size +4096 \(4 KiB\)/)
  })

  it('has map tell its layers apart', async () => {
    const args = ['--backing-format', 'raw', '--output', 'json']
    const { out } = await run('map', ...args, toy)
    expect(JSON.parse(out)).toMatchObject([
      { start: 0, length: 1024, depth: 1 },
      { start: 1024, length: 512, depth: 0, offset: 1536, filename: toy },
      { start: 1536, length: 2560, depth: 1 },
    ])
  })

  it('has convert, compare and read give the bytes of the guest', async () => {
    const raw = at('guest.raw')
    const layers = ['--backing-format', 'raw']
    expect(await run('convert', ...layers, toy, raw)).toMatchObject({ code: 0, err: '' })
    expect(new Uint8Array(await readFile(raw))).toEqual(toyDisk())
    expect(await run('compare', ...layers, '-F', 'raw', toy, raw)).toMatchObject({
      code: 0,
      out: 'Images are identical.\n',
    })
    const { bytes } = await cowtoolsWith({}, 'read', '--schemas', schemas, ...layers, toy)
    expect(bytes).toEqual(toyDisk())
  })

  it('has an image of a known format lie over it', async () => {
    const above = at('above.cow')
    const base = ['-b', 'disk.toy', '-F', 'toy', '--backing-format', 'raw']
    await cowtools('create', '-f', 'cow', '-u', ...base, above, String(TOY_SIZE))
    const layers = ['--backing-format', 'toy', '--backing-format', 'raw']
    const { bytes, err } = await cowtoolsWith({}, 'read', '--schemas', schemas, ...layers, above)
    expect([err, bytes]).toEqual(['', toyDisk()])
  })

  it('has convert make images, if the schema says which fields take what', async () => {
    const writing = at('writing')
    await mkdir(writing)
    const driver = {
      size: 'header.size',
      backingFile: 'header.backing_file',
      unbacked: 'zeros',
    } as const
    // A new image has the default of a field that the driver does not name.
    const schema = JSON.parse(JSON.stringify({ ...TOY_SCHEMA, driver }))
    schema.structs.header.fields[1].default = 9
    await writeFile(join(writing, 'toy.json'), JSON.stringify(schema))
    const raw = await folder.add('plain.raw', toyDisk())
    const [made, back] = [at('made.toy'), at('back.raw')]
    const known = ['--schemas', writing]
    const ran = await cowtools('convert', ...known, '-f', 'raw', '-O', 'toy', raw, made)
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect((await cowtools('validate', ...known, made)).code).toBe(0)
    await cowtools('convert', ...known, made, back)
    expect(new Uint8Array(await readFile(back))).toEqual(toyDisk())
  })

  it('takes a schema in TypeScript, a file, and several folders', async () => {
    const other = at('other')
    await mkdir(other)
    const schema = JSON.stringify({ ...TOY_SCHEMA, id: 'toy-v2' })
      .replaceAll('TOY1', 'TOY2')
      .replace('59 31', '59 32')
    await writeFile(join(other, 'v2.ts'), `export default ${schema}\n`)
    const file = join(schemas, 'toy.json')
    const { out } = await cowtools('formats', '--schemas', other, '--schemas', file)
    expect(out).toContain('toy-v1')
    expect(out).toContain('toy-v2')
  })
})

describe('cowtools validate --schemas', () => {
  it('checks every rule, stated or implied, and the files that are named', async () => {
    const { code, out } = await run('validate', '--output', 'json', toy)
    expect(code).toBe(0)
    const findings = (text: string) => JSON.parse(text).findings as { rule: string }[]
    expect(findings(out).map(({ rule }) => rule)).toEqual(['toy-v1.backing_file.unprobed'])

    const bytes = toyImage(4097)
    bytes[4] = 30
    bytes[40] = 1
    const broken = await folder.add('broken.toy', bytes)
    const bad = await run('validate', '--output', 'json', broken)
    expect(bad.code).toBe(2)
    expect(findings(bad.out).map(({ rule }) => rule)).toEqual([
      'toy-v1.cluster_bits.range',
      'toy-v1.size.unaligned',
      'toy-v1.backing_file.shorter',
      'toy-v1.backing_file.unprobed',
      'toy-v1.backing_file.padding',
    ])
  })

  it('looks into the bitmap', async () => {
    const bytes = toyImage(2048)
    bytes[64] = 0b11111
    const { out } = await run('validate', await folder.add('tail.toy', bytes))
    expect(out).toContain('toy-v1.allocation_bitmap.past_end')
    // There is no page about the rules of this format.
    expect(out).not.toContain('toy-v1.md')
  })

  it('explains the rules, and checks with threads', async () => {
    expect((await run('validate', '--explain', 'toy-v1.size.unaligned')).out).toContain(
      'The size is a multiple of 512.',
    )
    const twin = await folder.add('twin.toy', toyImage(4097))
    const { code, out, err } = await run('validate', '--jobs', '2', toy, twin)
    expect([code, err]).toEqual([3, ''])
    expect(out).toContain('toy-v1.size.unaligned')
  })
})

describe('cowtools --schemas refuses', () => {
  it('a schema with mistakes, as generate does', async () => {
    const bad = at('bad')
    await mkdir(bad)
    await writeFile(join(bad, 'bad.json'), JSON.stringify({ ...TOY_SCHEMA, endian: 'middle' }))
    const { code, err } = await cowtools('info', '--schemas', bad, toy)
    expect(code).toBe(1)
    const generated = await cowtools(
      'generate',
      '--schemas',
      bad,
      '--out',
      at('o'),
      '--docs',
      at('d'),
    )
    expect(err).toBe(generated.err)
    expect(err).toContain('cowtools: Cannot use the schemas: 1 problem')
  })

  it('a folder without schemas', async () => {
    const { code, err } = await cowtools('info', '--schemas', at('nothing'), toy)
    expect([code, err]).toEqual([1, expect.stringContaining('nothing: folder: is no folder')])
  })

  it('to make images of such a format', async () => {
    const { code, err } = await run('convert', '-O', 'toy', at('base.raw'), at('new.toy'))
    expect(code).toBe(1)
    expect(err).toContain('Cannot create "toy": images of it can only be inspected yet')
  })

  it('to read what is found through tables', async () => {
    const qcow2 = JSON.parse(await readFile('generated/qcow2/schema.json', 'utf8'))
    const other = at('tables')
    await mkdir(other)
    await writeFile(join(other, 'qcow2.json'), JSON.stringify({ ...qcow2, id: 'my-qcow2' }))
    const image = goodImages.find((one) => folderOf(one) === 'qcow2') as Fixture
    const unpacked = unpack([image])
    const path = join(unpacked.folder, 'qcow2', image.name)
    const { code, err } = await cowtools('map', '--schemas', other, '-f', 'my-qcow2', path)
    unpacked.remove()
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('Cannot open my-qcow2 images: its tables say where the data is'),
    ])
  })
})

describe('cowtools --schemas, with the schema of cow under another id', () => {
  const images = goodImages.filter(
    (one) => folderOf(one) === 'cow' && schemaOf(one) === 'cow-v2' && one.guest_sha256,
  )
  let unpacked: ReturnType<typeof unpack>
  let copy = ''

  beforeAll(async () => {
    unpacked = unpack(images)
    const text = await readFile('generated/cow-v2/schema.json', 'utf8')
    copy = join(unpacked.folder, 'copy')
    await mkdir(copy)
    await writeFile(
      join(copy, 'cow.json'),
      JSON.stringify({ ...JSON.parse(text), id: 'copy-v2', family: 'copy' }),
    )
  })

  afterAll(() => unpacked.remove())

  const pathOf = (image: Fixture) => join(unpacked.folder, 'cow', image.name)

  it.each(images.map((image) => [image.name, image] as const))(
    'finds the same in %s, and shows the same disk',
    async (_name, image) => {
      const path = pathOf(image)
      const json = ['--output', 'json']
      const ours = await cowtools('validate', '-f', 'cow-v2', ...json, path)
      const theirs = await cowtools('validate', '--schemas', copy, '-f', 'copy', ...json, path)
      const renamed = ours.out.replaceAll('cow-v2', 'copy-v2')
      const { format, ...validation } = JSON.parse(theirs.out)
      expect(format).toBe('copy')
      expect({ format: 'cow', ...validation }).toEqual(JSON.parse(renamed))

      const raw = join(unpacked.folder, 'guest.raw')
      const layers = ['--probe', '--allow-backing', 'all']
      const made = await cowtools(
        'convert',
        '--schemas',
        copy,
        '-f',
        'copy',
        '-q',
        ...layers,
        path,
        raw,
      )
      expect(made.code, made.err).toBe(0)
      const guest = await readFile(raw)
      await rm(raw)
      expect(createHash('sha256').update(guest).digest('hex')).toBe(image.guest_sha256)
    },
  )

  it('says that it hides a format of the package, under its own id', async () => {
    const own = join(unpacked.folder, 'own')
    await mkdir(own)
    const file = join(own, 'cow.json')
    await writeFile(file, await readFile('generated/cow-v2/schema.json', 'utf8'))
    const [first] = images
    const { code, err } = await cowtools(
      'info',
      '--schemas',
      own,
      '-f',
      'cow-v2',
      pathOf(first as Fixture),
    )
    expect(code).toBe(0)
    expect(err).toMatch(/^cowtools: note: cow-v2 is the format of .*cow\.json, not the one of/)
  })
})
