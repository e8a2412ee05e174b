/** A made-up format that only a schema describes, and an image of it that was made by hand. */

/** Header, bitmap and data in one file; little-endian, unlike every format of the package. */
export const TOY_SCHEMA = {
  id: 'toy-v1',
  family: 'toy',
  title: 'Toy overlay, version 1',
  status: 'example',
  endian: 'little',
  summary: 'A size, a name, a bitmap and data.',
  sources: [{ title: 'Notes on the toy format', locator: '2024' }],
  detect: [{ at: 0, bytes: '54 4f 59 31' }],
  structs: {
    header: {
      size: 64,
      summary: 'Fixed header at the start of the file.',
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'char[4]',
          pad: 'none',
          text: 'TOY1',
          summary: 'The text "TOY1".',
        },
        {
          at: 4,
          name: 'cluster_bits',
          type: 'u32',
          range: [9, 20],
          summary: 'Exponent of the cluster size.',
        },
        { at: 8, name: 'size', type: 'u64', unit: 'bytes', summary: 'Virtual size of the disk.' },
        {
          at: 16,
          name: 'backing_file',
          type: 'char[48]',
          summary: 'Name of the backing file; empty for none.',
        },
      ],
    },
  },
  values: [
    {
      name: 'cluster_size',
      value: '1 << header.cluster_bits',
      unit: 'bytes',
      summary: 'Length of a cluster.',
    },
    {
      name: 'clusters',
      value: 'ceilDiv(header.size, cluster_size)',
      summary: 'Clusters of the disk.',
    },
    { name: 'bitmap_size', value: 'ceilDiv(clusters, 8)', summary: 'Length of the bitmap.' },
  ],
  regions: [
    {
      name: 'allocation_bitmap',
      kind: 'bitmap',
      at: 'sizeof(header)',
      size: 'bitmap_size',
      bitmap: {
        unit: 'cluster_size',
        bits: 'lsb-first',
        set: 'the cluster is in this file',
        clear: 'the cluster is in the backing file',
        count: 'clusters',
      },
      summary: 'One bit per cluster of the disk.',
    },
    {
      name: 'data',
      kind: 'data',
      at: 'alignUp(sizeof(header) + bitmap_size, 512)',
      size: 'header.size',
      beyondFile: 'valid',
      summary: 'Each cluster at its place.',
    },
  ],
  rules: [
    {
      id: 'size.unaligned',
      severity: 'warning',
      assert: 'header.size % 512 == 0',
      message: 'the size is not a multiple of 512',
      at: 'header.size',
      summary: 'The size is a multiple of 512.',
      advice: 'Nothing needs to be done.',
    },
  ],
  info: {
    virtualSize: 'header.size',
    clusterSize: 'cluster_size',
    backingFile: { from: 'header.backing_file' },
  },
} as const

/** Size of the disk of `toyImage`. */
export const TOY_SIZE = 4096

/** A disk of eight clusters over `base.raw`; the third one holds `third`. */
export function toyImage(size = TOY_SIZE): Uint8Array {
  const bytes = new Uint8Array(2048)
  const view = new DataView(bytes.buffer)
  const text = new TextEncoder()
  bytes.set(text.encode('TOY1'))
  view.setUint32(4, 9, true)
  view.setBigUint64(8, BigInt(size), true)
  bytes.set(text.encode('base.raw'), 16)
  bytes[64] = 0b100
  bytes.set(text.encode('third'), 512 + 2 * 512)
  return bytes
}
