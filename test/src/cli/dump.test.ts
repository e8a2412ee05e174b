import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cowImage, images, qcow2Image } from '../formats/images.ts'
import { bytesOf } from '../layout/sample.ts'
import { cowtools, createFolder, type Folder } from './run.ts'

let folder: Folder

beforeAll(async () => {
  folder = await createFolder()
})

afterAll(() => folder.remove())

async function dump(bytes: Uint8Array, ...options: string[]): Promise<string> {
  const path = await folder.add('image', bytes)
  const { code, out, err } = await cowtools('dump', path, ...options)
  expect([code, err]).toEqual([0, ''])
  return out.replace(path, 'image')
}

describe('cowtools dump', () => {
  it('gives every byte its owner and its value in words', async () => {
    const image = cowImage({ 1036: 'de ad be ef' })
    expect(await dump(image)).toBe(`image: QEMU cow, version 2 (cow-v2)
header area 1,056 bytes, file 1,312 bytes

 dec   hex  bytes                    text      name          value

header  Fixed header at the start of the file.
   0  0000  4f 4f 4f 4d              OOOM      magic         0x4f4f4f4d
   4  0004  00 00 00 02              ....      version       2
   8  0008  62 61 73 65 2e 72 61 77  base.raw  backing_file  "base.raw"
  16  0010  1,016 zero bytes
1032  0408  4d 7c 6d 00              M|m.      mtime         1300000000 (2011-03-13T07:06:40Z)
1036  040c  de ad be ef              ....      hole_1036     hole, not zero
1040  0410  00 00 00 00 00 10 00 00  ........  size          1048576 (1 MiB)
1048  0418  00 00 02 00              ....      sectorsize    512
1052  041c  00 00 00 00              ....      hole_1052     hole
`)
  })

  it('shows extensions, names and slack as sections', async () => {
    const out = (await dump(qcow2Image())).replace(/^(extensions\.\w+) {2}.+$/gm, '$1')
    expect(out).toContain(`
extensions.backing_format
  112  00070  e2 79 2a ca              .y*.      type                     0xe2792aca backing_format
  116  00074  00 00 00 03              ....      length                   3
  120  00078  72 61 77                 raw       data                     "raw"
  123  0007b  00 00 00 00 00           .....     padding

extensions.unknown
  128  00080  12 34 56 78              .4Vx      type                     0x12345678 unknown
  132  00084  00 00 00 02              ....      length                   2
  136  00088  aa bb                    ..        data                     2 bytes
  138  0008a  00 00 00 00 00 00        ......    padding
`)
    expect(out).toContain(
      '  160  000a0  62 61 73 65 2e 72 61 77  base.raw  backing_file             "base.raw"',
    )
    expect(out).toContain('slack  Unused, all zero.\n  168  000a8  65,368 zero bytes\n')
  })

  it('counts what repeats, and shows all of it with --full', async () => {
    const name = Object.fromEntries(Array.from({ length: 1024 }, (_, at) => [8 + at, '61']))
    const short = await dump(cowImage(name))
    expect(short).toContain('  16  0010  1,016 bytes of the same')
    const full = await dump(cowImage(name), '--full')
    expect(full).not.toContain('of the same')
    expect(full.split('\n').filter((row) => row.includes('61 61 61 61'))).toHaveLength(128)
  })

  it('leaves out most of long slack, and shows it with --full', async () => {
    const noise = qcow2Image()
    for (let at = 1000; at < 65536; at++) noise[at] = at % 251
    const short = await dump(noise)
    expect(short).toMatch(/\d bytes more \(--full\)/)
    expect(short.split('\n').length).toBeLessThan(100)
    expect((await dump(noise, '--full')).split('\n').length).toBeGreaterThan(8000)
  })

  it.each(Object.entries(images))('fits %s in 100 columns, cut anywhere', async (_id, create) => {
    const bytes = create()
    for (const length of [12, 13, 40, 75, 103, 1030, 1058, 2070, bytes.length]) {
      const out = await dump(bytes.subarray(0, length))
      expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    }
  })

  it('marks a field that the end of the file cuts off', async () => {
    const out = await dump(cowImage().subarray(0, 1043))
    expect(out).toContain('1040  0410  00 00 00                 ...       size          (part)\n')
    expect(out.endsWith('\n1043  0413  the file ends here\n')).toBe(true)
  })
})

/** qcow2 with clusters of 2 MiB, and one long extension. */
function hugeImage(type: string, content: Uint8Array): Uint8Array {
  const image = new Uint8Array(3 << 21)
  image.set(qcow2Image({ 8: '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 15' }).subarray(0, 112))
  image.set(bytesOf(4, { 0: type }), 112)
  new DataView(image.buffer).setUint32(116, content.length)
  image.set(content, 120)
  return image
}

const options = [[], ['--full'], ['--output', 'json'], ['--full', '--output', 'json']]

describe('cowtools dump, of megabytes', { timeout: 60_000 }, () => {
  const text = hugeImage('44 41 54 41', new Uint8Array(2_000_000).fill(0x61))
  const list = new Uint8Array(43_000 * 48)
  for (let at = 0; at < list.length; at += 48) list.set([0, (at / 48) % 64, 0x61 + (at % 26)], at)
  const rows = hugeImage('68 03 f8 57', list)
  const zeros = hugeImage('00 00 00 00', new Uint8Array(0))

  it.each(options.map((one) => [one.join(' '), one] as const))(
    'shows it with %j',
    async (_, one) => {
      for (const image of [text, rows, zeros]) {
        const length = (await dump(image, ...one)).length
        if (!one.includes('--full')) expect(length).toBeLessThan(400_000)
      }
    },
  )

  it('shows all of it with --full alone', async () => {
    expect((await dump(zeros, '--full')).split('\n').length).toBeGreaterThan(1 << 18)
    expect(await dump(rows, '--full', '--output', 'json')).toContain('feature_name_table.[42999].')
  })

  it('says how much of a text and of a list it leaves out', async () => {
    expect(await dump(text)).toMatch(/a" \(2,000,000\s+bytes\)/)
    expect(await dump(rows)).toMatch(/ {2}[\d,]+ bytes more, 128,\d+ values \(--full\)\n/)
  })

  it('has spans that cover the header area, in JSON too', async () => {
    const { spans } = JSON.parse(await dump(rows, '--output', 'json'))
    let at = 0
    for (const { offset, length } of spans) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(1 << 21)
    const left = spans.find(({ kind }: { kind: string }) => kind === 'left out')
    expect(left).toMatchObject({ name: 'extensions.feature_name_table' })
    expect(left.values).toBeGreaterThan(127_000)
    const long = JSON.parse(await dump(text, '--output', 'json')).spans
    const data = long.find(({ name }: { name: string }) => name.endsWith('.data'))
    expect(data).toMatchObject({ length: 2_000_000, 'bytes-left-out': 2_000_000 - 4096 })
    expect(data.hex).toHaveLength(8192)
  })
})

describe('cowtools dump -f', () => {
  it('notes that the bytes are of another format', async () => {
    const note = 'These bytes are cow-v2, and -f has them read as qcow2'
    expect(await dump(cowImage(), '-f', 'qcow2')).toContain(`\nnote: ${note}\n`)
    expect(JSON.parse(await dump(cowImage(), '-f', 'qcow2', '--output', 'json')).notes).toEqual([
      note,
    ])
  })
})

describe('cowtools dump --output json', () => {
  it('has spans that cover the header area', async () => {
    const info = JSON.parse(await dump(qcow2Image(), '--output', 'json'))
    expect(info).toMatchObject({ schema: 'qcow2', size: 262144, 'header-size': 65536 })
    let at = 0
    for (const { offset, length } of info.spans) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(65536)
    expect(info.spans[0]).toEqual({
      offset: 0,
      length: 4,
      kind: 'field',
      name: 'header.magic',
      summary: expect.any(String),
      value: 0x514649fb,
      text: '0x514649fb',
      hex: '514649fb',
    })
    expect(info.spans.at(-1)).toMatchObject({ kind: 'slack', name: 'slack', zero: true })
  })
})
