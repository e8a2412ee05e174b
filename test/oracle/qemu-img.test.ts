/** What cowtools writes, as qemu-img reads it; and both on the same images. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseQcow2, serializeQcow2 } from '../../generated/qcow2/index.ts'
import { bytesOf, fixtureNamed, goodImages, schemaOf, unpack } from '../fixtures.ts'
import { formatOf } from '../generated/formats.ts'
import { hasTool, tool } from './tool.ts'

const hasQemu = hasTool('qemu-img', '--version')
const images = goodImages.filter((one) => schemaOf(one) === 'qcow2')
const unpacked = unpack(hasQemu ? images : [])
afterAll(unpacked.remove)

type Info = Readonly<Record<string, unknown>>

const qemuInfo = (path: string): Info =>
  JSON.parse(
    tool('qemu-img', ['info', '--output=json', '-U', '-f', 'qcow2', path], unpacked.folder),
  )

const ours = (bytes: Uint8Array) => {
  const format = formatOf('qcow2')
  const { virtualSize, clusterSize, backingFile, backingFormat } = format.facts(
    bytes.subarray(0, format.area(bytes)),
    { fileSize: bytes.length },
  )
  return [Number(virtualSize), Number(clusterSize), backingFile, backingFormat]
}

const theirs = (info: Info) => [
  info['virtual-size'],
  info['cluster-size'],
  info['backing-filename'],
  info['backing-filename-format'],
]

describe('qemu-img info', () => {
  it.skipIf(!hasQemu).each(images.map((one) => [one.file, one] as const))(
    'agrees on %s',
    (file, fixture) => {
      const info = qemuInfo(join(unpacked.folder, file.replace(/\.gz$/, '')))
      expect(ours(bytesOf(fixture))).toEqual(theirs(info))
    },
  )

  it.skipIf(!hasQemu)('reads a header with a new name, format and unknown extension', () => {
    const bytes = bytesOf(fixtureNamed('qcow2/v2_backed.qcow2'))
    const image = parseQcow2(bytes)
    const written = serializeQcow2({
      header: { ...image.header, backingFileOffset: 0n },
      extensions: [
        { kind: 'backing_format', text: 'qcow2' },
        { kind: 'other', type: 0x12345678, data: Uint8Array.of(1, 2, 3) },
        { kind: 'end', data: new Uint8Array() },
      ],
      backingFile: 'another/base.qcow2',
    })
    bytes.set(written)
    const path = join(unpacked.folder, 'written.qcow2')
    writeFileSync(path, bytes)
    const info = qemuInfo(path)
    expect(info).toMatchObject({
      'virtual-size': 2097152,
      'backing-filename': 'another/base.qcow2',
      'backing-filename-format': 'qcow2',
    })
  })
})
