import { defineFormat } from '../../codegen/schema/define.ts'
import { SPEC_V10 } from './sources.ts'

export default defineFormat({
  id: 'add-cow-v10',
  family: 'add-cow',
  title: 'add-cow, June 2012 (patch version 10)',
  status: 'proposed',
  since: '2012-06-13',
  endian: 'little',
  summary:
    'Copy-on-write for raw images with a bitmap of 64 KiB clusters, file names of any length, and feature bits.',
  details: `Posted to QEMU in June 2012 and never merged. Only the text of the specification is known; no implementation has been found, so
nothing here has been checked against one.

It has the magic of the layout of 2011 and, read as a number, its version too. But all integers are little-endian now: bytes 8 to 11 are
\`01 00 00 00\` here and \`00 00 00 01\` in add-cow-v4, and nothing else tells the two apart.`,
  howItWorks: `Three files make one disk. The *image file* is raw and holds what the guest has written, at the guest's own offsets. The *backing file*
holds everything else. The add-cow file names both, and has one bit for each 64 KiB of the disk to say which of the two is to be read.

**Reading** an offset: its cluster is the offset divided by 65536. If the bit of the cluster is 1, read the image file at the same offset; if it is 0,
read the backing file at the same offset.

**Writing**: a write that covers a cluster only in part first needs the rest of the cluster from the backing file. Then the data goes to the image file,
and the bit is set last.

When all bits are set the add-cow file and the backing file have done their work, and the image file alone is the disk.

The first 4096 bytes are the header: a fixed struct of 36 bytes and, behind it, the two names wherever their offset fields say. The bitmap begins at
4096. The size of the disk is written nowhere: it is the length of the image file, so nothing can be known about the bitmap without
looking at that file.

The text leaves several things open: what a read past the end of a shorter backing file gives (the later revisions say zeros), the value of the bits
past the last cluster, and what holds when the feature bits and the name offsets disagree.`,
  sources: [SPEC_V10],
  detect: [{ at: 0, bytes: '41 44 44 5f 43 4f 57 ff 01 00 00 00' }],
  structs: {
    header: {
      size: 36,
      summary: 'Fixed header at the start of the file; the names follow, up to byte 4095.',
      details: `The specification gives byte positions and no C struct. The 64-bit field at 28 is not aligned to 8 bytes, so a C struct of this layout would
have to be packed.`,
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'bytes[8]',
          const: '41 44 44 5f 43 4f 57 ff',
          summary: 'The text "ADD_COW" and the byte 0xff.',
          details: 'A run of bytes, the same as in the big-endian layout of 2011.',
        },
        {
          at: 8,
          name: 'version',
          type: 'u32',
          const: 1,
          summary: 'Format version, always 1.',
          details: 'A big-endian 1 in this place means the layout of 2011, add-cow-v4.',
        },
        {
          at: 12,
          name: 'backing_filename_offset',
          type: 'u32',
          unit: 'bytes',
          default: 0,
          summary: 'Where in this file the name of the backing file begins; 0 for none.',
        },
        {
          at: 16,
          name: 'backing_filename_size',
          type: 'u32',
          unit: 'bytes',
          default: 0,
          summary: 'Length of the name of the backing file.',
          details: 'Without a backing file the value means nothing.',
        },
        {
          at: 20,
          name: 'image_filename_offset',
          type: 'u32',
          unit: 'bytes',
          summary: 'Where in this file the name of the image file begins.',
        },
        {
          at: 24,
          name: 'image_filename_size',
          type: 'u32',
          unit: 'bytes',
          summary: 'Length of the name of the image file.',
        },
        {
          at: 28,
          name: 'features',
          type: 'u64',
          display: 'hex',
          class: 'incompatible',
          default: 0,
          bits: [
            {
              bit: 0,
              name: 'backing_file',
              summary: 'The image has a backing file.',
              details: '`ADD_COW_F_BACKING_FILE`. Goes with a name offset that is not 0.',
            },
            {
              bit: 1,
              name: 'backing_format_no_probe',
              summary: 'The backing file is raw and must not be probed.',
              details: `\`ADD_COW_F_BACKING_FORMAT_NO_PROBE\`. A raw disk that is probed can be taken for whatever format its guest writes into its first
sector, which lets the guest name files of the host. The bit of the same name in QED has the same purpose.`,
            },
          ],
          summary: 'Feature bits.',
          details: `The text does not say what a reader should do with a bit that it does not know. Since the two known ones change what a reader must do,
an unknown one is a reason to refuse the image.`,
        },
      ],
    },
  },
  area: 4096,
  strings: [
    {
      name: 'backing_file',
      offset: 'backing_filename_offset',
      size: 'backing_filename_size',
      when: 'header.backing_filename_offset != 0',
      min: 'sizeof(header)',
      end: '4096',
      summary: 'Name of the backing file; not NUL-terminated.',
    },
    {
      name: 'image_file',
      offset: 'image_filename_offset',
      size: 'image_filename_size',
      min: 'sizeof(header)',
      end: '4096',
      summary: 'Name of the raw file that holds the data; not NUL-terminated.',
    },
  ],
  inputs: [
    {
      name: 'image_file_size',
      unit: 'bytes',
      summary: 'Length of the image file, which is the size of the disk.',
    },
  ],
  values: [
    {
      name: 'virtual_size',
      value: 'image_file_size / 512 * 512',
      unit: 'bytes',
      summary: 'Size of the disk: the length of the image file, in whole sectors.',
    },
    {
      name: 'clusters',
      value: 'ceilDiv(virtual_size, 65536)',
      summary: 'Clusters of the disk; the last one may be cut off by the end of the disk.',
    },
  ],
  regions: [
    {
      name: 'allocation_bitmap',
      kind: 'bitmap',
      at: '4096',
      size: 'ceilDiv(clusters, 8)',
      bitmap: {
        unit: '65536',
        bits: 'lsb-first',
        set: 'the cluster is in the image file',
        clear: 'the cluster is in the backing file, or zero without one',
        count: 'clusters',
      },
      summary: 'One bit per cluster of 64 KiB (128 sectors).',
      details:
        'The text speaks of the 1st to 7th cluster of a byte where it means eight, bit 0 first. It does not ask for any padding behind the bitmap, and does not forbid it.',
    },
  ],
  rules: [
    {
      id: 'features.backing_file_missing',
      severity: 'error',
      when: '(header.features & 1) != 0',
      assert: 'header.backing_filename_offset != 0',
      message: 'the features say that there is a backing file, but no name is given',
      expected: 'the offset of a name',
      at: 'header.backing_filename_offset',
      summary: 'If feature bit 0 is set, the backing file has a name.',
      advice:
        'Find out which backing file belongs to the image; without it the disk is not complete.',
    },
    {
      id: 'features.backing_file',
      severity: 'error',
      when: 'header.backing_filename_offset != 0',
      assert: '(header.features & 1) != 0',
      message: 'a backing file is named, but the features say that there is none',
      expected: 'feature bit 0 set',
      at: 'header.features',
      summary: 'If a backing file is named, feature bit 0 is set.',
      advice:
        'Find out from who made the image whether the backing file counts, and set or clear feature bit 0 with its name.',
      details:
        'The text does not say which of the two counts. Unallocated clusters would be zeros to one reader and the content of a file to another.',
    },
    {
      id: 'features.no_probe',
      severity: 'warning',
      when: '(header.features & 2) != 0',
      assert: '(header.features & 1) != 0',
      message: 'the backing file is said to be raw, but there is no backing file',
      expected: 'feature bit 0 set, or bit 1 clear',
      at: 'header.features',
      summary: 'Feature bit 1 is set only together with bit 0.',
      advice:
        'Check that the backing file was not left out by mistake; else nothing needs to be done.',
    },
    {
      id: 'features.probe',
      severity: 'notice',
      when: '(header.features & 1) != 0',
      assert: '(header.features & 2) != 0',
      message: 'the format of the backing file is not recorded',
      expected: 'feature bit 1 set, for a raw backing file',
      at: 'header.features',
      summary: 'The image says that its backing file is raw.',
      advice:
        'Say what format the backing file has wherever the image is opened; do not let it be probed.',
      untrusted: 'error',
      details:
        'Without the bit a reader has to be told the format, or to probe it, which is not safe for a file that a guest has written to.',
    },
    {
      id: 'backing_filename_size.limit',
      severity: 'warning',
      when: 'header.backing_filename_offset != 0',
      assert: 'header.backing_filename_size <= 1023',
      message: 'the name of the backing file is longer than QEMU can handle',
      expected: 'at most 1023 bytes',
      at: 'header.backing_filename_size',
      summary: 'The name of the backing file is at most 1023 bytes long.',
      advice: 'Move the backing file to a shorter path, and have the image name that.',
      details: 'The format allows more; QEMU keeps the name in a buffer of 1024 bytes.',
    },
    {
      id: 'backing_file.same',
      severity: 'error',
      when: 'header.backing_filename_offset != 0',
      assert: 'backing_file != image_file',
      message: 'backing file and image file are the same file',
      expected: 'two different names',
      at: 'backing_file',
      summary: 'Backing file and image file have different names.',
      advice: 'Do not write to the image. Find out which of the two names is wrong.',
    },
    {
      id: 'image_file.unaligned',
      severity: 'notice',
      assert: 'image_file_size % 512 == 0',
      message: 'the length of the image file is not a multiple of 512; its end is out of reach',
      expected: 'a multiple of 512',
      at: 'image_file',
      summary: 'The length of the image file is a multiple of 512.',
      advice:
        'Nothing needs to be done, unless the last bytes of the disk are missed: extend the image file to a multiple of 512 then.',
    },
  ],
  info: {
    virtualSize: 'virtual_size',
    clusterSize: '65536',
    backingFile: { from: 'backing_file', when: '(header.features & 1) != 0' },
    backingFormat: { choose: [{ when: '(header.features & 3) == 3', text: 'raw' }] },
    imageFile: { from: 'image_file' },
    imageFormat: { choose: [{ when: 'header.image_filename_size > 0', text: 'raw' }] },
    imageSizeInput: 'image_file_size',
  },
  lineage: {
    from: 'add-cow-v4',
    summary:
      'The names leave the fixed header, the size of the disk is the length of the image file, a bit of the bitmap stands for 64 KiB, and the byte order is turned round.',
    notes: [
      'Magic and version number are kept, so bytes 8 to 11 are all that tells the two layouts apart.',
    ],
  },
  example: {
    title: 'A 2 MiB disk over a backing file, with eight clusters allocated',
    madeBy:
      'encoded from the text of the specification, as no tool is known that writes the format',
    size: 4100,
    inputs: { image_file_size: 2097152 },
    parts: [
      {
        at: 0,
        bytes: `41 44 44 5f 43 4f 57 ff 01 00 00 00 24 00 00 00
          0a 00 00 00 2e 00 00 00 05 00 00 00 01`,
      },
      { at: 36, bytes: '62 61 73 65 32 6d 2e 72 61 77 77 2e 69 6d 67' },
      { at: 4096, bytes: '69 1a 00 80' },
    ],
  },
})
