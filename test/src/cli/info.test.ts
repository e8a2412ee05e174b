import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCowV18Image, cowImage, images, qcow2Image } from '../formats/images.ts'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
})

afterAll(() => folder.remove())

async function infoJson(name: string, bytes: Uint8Array) {
  const { code, out, err } = await cowtools('info', '--output=json', await folder.add(name, bytes))
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

describe('cowtools info --output json', () => {
  it("has qemu-img's keys, and the header by the specification's names", async () => {
    const info = await infoJson('a.cow', cowImage())
    expect(info).toEqual({
      filename: `${folder.path}/a.cow`,
      format: 'cow',
      'virtual-size': 1048576,
      'actual-size': expect.any(Number),
      'cluster-size': 512,
      'backing-filename': 'base.raw',
      cowtools: {
        schema: 'cow-v2',
        header: {
          magic: 0x4f4f4f4d,
          version: 2,
          backing_file: 'base.raw',
          mtime: 1300000000,
          size: 1048576,
          sectorsize: 512,
        },
        strings: {},
        extensions: [],
        regions: [
          { name: 'allocation_bitmap', kind: 'bitmap', offset: 1056, size: 256 },
          { name: 'gap', kind: 'unused', offset: 1312, size: 224 },
          { name: 'data', kind: 'data', offset: 1536, size: 1048576 },
        ],
        choice: expect.objectContaining({ 'is-clear': true, 'is-open': false }),
        notes: [expect.stringMatching(/^The file begins as cow-v2, .+ and is read as cow-v2: /)],
      },
    })
    expect(info['actual-size'] % 512).toBe(0)
  })

  it('has format-specific facts, strings and extensions', async () => {
    const info = await infoJson('a.qcow2', qcow2Image())
    expect(info).toMatchObject({
      format: 'qcow2',
      'backing-filename-format': 'raw',
      'format-specific': { type: 'qcow2', data: { compat: '1.1' } },
    })
    expect(info.cowtools.strings).toEqual({ backing_file: 'base.raw' })
    expect(info.cowtools.extensions).toEqual([
      { offset: 112, type: '0xe2792aca', name: 'backing_format', length: 3, data: 'raw' },
      { offset: 128, type: '0x12345678', name: null, length: 2, data_hex: 'aabb' },
    ])
  })

  it('leaves out the fields that a version 2 header lacks', async () => {
    const { cowtools: ours } = await infoJson('v2.qcow2', qcow2Image({ 4: '00 00 00 02' }))
    expect(ours.header).toHaveProperty('snapshots_offset')
    expect(ours.header).not.toHaveProperty('incompatible_features')
    expect(ours.header).not.toHaveProperty('header_length')
  })

  it('writes values beyond 2^53 as text, and says that there are errors', async () => {
    const info = await infoJson('huge.cow', cowImage({ 1040: '80 00 00 00 00 00 00 00' }))
    expect(info.cowtools.header.size).toBe('9223372036854775808')
    expect(info.cowtools.notes).toEqual([
      expect.stringMatching(/^The file begins as /),
      expect.stringMatching(/^The image has .+: .+ \(see cowtools validate\)$/),
    ])
  })

  it('takes the virtual size from the image file, and says when there is none', async () => {
    const without = await infoJson('a.add-cow', addCowV18Image())
    expect(without['virtual-size']).toBeNull()
    expect(without.cowtools.notes).toEqual([
      'The image file "disk.img" does not exist: the virtual size is unknown',
    ])
    await folder.add('disk.img', new Uint8Array(700_000))
    const found = await infoJson('a.add-cow', addCowV18Image())
    expect(found['virtual-size']).toBe(Math.floor(700_000 / 512) * 512)
    expect(found.cowtools.notes).toEqual([])
  })

  it.each(Object.entries(images))('shows what is left of a %s cut anywhere', async (id, create) => {
    const bytes = create()
    for (const length of [12, 13, 40, 75, 103, 1030, 1058, 2070, 4095]) {
      const info = await infoJson('cut', bytes.subarray(0, length))
      expect(info.cowtools.schema).toBe(id)
    }
  })
})

describe('cowtools info', () => {
  it('shows facts, header, extensions and regions', async () => {
    const { out } = await cowtools('info', await folder.add('h.qcow2', qcow2Image()))
    expect(out).toContain('file format: qcow2\n')
    expect(out).toContain('virtual size: 1 MiB (1048576 bytes)\n')
    expect(out).toContain('backing file: base.raw\nbacking file format: raw\n')
    expect(out).toContain('Format specific information:\n    compat: 1.1\n')
    expect(out).toContain('      20  cluster_bits             16\n')
    expect(out).toContain('     160  backing_file             "base.raw"\n')
    expect(out).toContain('     112  0xe2792aca backing_format  "raw"\n')
    expect(out).toContain('  l1_table        table  at 196608  8 bytes\n')
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true)
  })

  it('says where the file ends, and quotes the first error', async () => {
    const path = await folder.add('short.cow', cowImage().subarray(0, 1050))
    const { out } = await cowtools('info', path)
    expect(out).toContain('\n    1048  sectorsize    the file ends here, at byte 1050\n')
    expect(out).toContain('the first of them: the file ends at byte 1050, inside the header of')
  })

  it('cuts a long name, and says how long it is', async () => {
    const name = Object.fromEntries(Array.from({ length: 1022 }, (_, at) => [8 + at, '61']))
    const { out } = await cowtools('info', await folder.add('long.cow', cowImage(name)))
    const line = out.split('\n').find((one) => one.startsWith('backing file: '))
    expect(line).toMatch(/^backing file: a+…a+ \(1,022 bytes\)$/)
    expect(out.split('\n').every((one) => one.length <= 100)).toBe(true)
    const { out: json } = await cowtools('info', '--output', 'json', `${folder.path}/long.cow`)
    expect(JSON.parse(json)['backing-filename']).toBe('a'.repeat(1022))
  })

  it('shows little of megabytes', async () => {
    const image = new Uint8Array(3 << 21)
    image.set(qcow2Image({ 8: '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 15' }).subarray(0, 112))
    image.set([0x44, 0x41, 0x54, 0x41, 0, 0x1e, 0x84, 0x80], 112)
    image[79] = 4
    image.fill(0x61, 120, 120 + 2_000_000)
    const path = await folder.add('huge.qcow2', image)
    for (const output of ['human', 'json']) {
      const { code, out } = await cowtools('info', '--output', output, path)
      expect([code, out.length < 20_000]).toEqual([0, true])
      expect(out).toContain('(2,000,000 bytes)')
    }
    image.set([0x68, 0x03, 0xf8, 0x57], 112)
    image[79] = 0
    const json = await infoJson('rows.qcow2', image)
    const [table] = json.cowtools.extensions
    expect([table.rows.length, table['rows-left-out']]).toEqual([1000, 40_666])
    const { out } = await cowtools('info', await folder.add('rows.qcow2', image))
    expect(out).toContain('41,666 rows (see cowtools dump)')
  })

  it('says first that the bytes are of another format than the one named', async () => {
    const path = await folder.add('is.qcow2', qcow2Image())
    const { out } = await cowtools('info', '-f', 'cow', path)
    const note = 'These bytes are qcow2, and -f has them read as cow-v2'
    expect(out.startsWith(`note: ${note}\n\nimage: `)).toBe(true)
    expect(out.split(note)).toHaveLength(2)
    const json = JSON.parse((await cowtools('info', '-f', 'cow', '--output=json', path)).out)
    expect(json.cowtools.notes[0]).toBe(note)
  })

  it('names enum values', async () => {
    const { out } = await cowtools('info', await folder.add('h.qcow2', qcow2Image()))
    expect(out).toContain('  version                  3 (v3)\n')
  })

  it('escapes what a terminal would obey', async () => {
    const image = cowImage({ 8: '1b 5d 30 3b 78 07 ff 00' })
    const { out } = await cowtools('info', await folder.add('esc.cow', image))
    expect(out).toContain('backing file: \\x1b]0;x\\x07\\xff\n')
    expect(out).not.toContain('\u001b')
  })

  it('reads a file as the format that is named', async () => {
    const path = await folder.add('v3.cow', cowImage({ 7: '03' }))
    const { out, code } = await cowtools('info', '-f', 'cow', path)
    expect(code).toBe(0)
    expect(out).toContain('       4  version       3, not 2\n')
  })

  it('says in one line why it cannot', async () => {
    const empty = await folder.add('empty', new Uint8Array(0))
    const near = await folder.add('near', cowImage({ 7: '04' }))
    const lines = [
      [`${folder.path}/none`, `Cannot open "${folder.path}/none": no such file`],
      [folder.path, `Cannot open "${folder.path}": is a folder, not a regular file`],
      [empty, `Cannot read "${empty}": the file is empty`],
      [
        near,
        `Cannot read "${near}": looks like cow-v2 or uml-cow-v3, but bytes 4–7 are 00 00 00 04, not 00 00 00 02 or 00 00 00 03`,
      ],
    ] as const
    for (const [path, line] of lines) {
      expect(await cowtools('info', path)).toEqual({ code: 1, out: '', err: `cowtools: ${line}\n` })
    }
  })
})
