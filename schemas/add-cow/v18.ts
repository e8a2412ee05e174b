import { defineFormat } from '../../codegen/schema/define.ts'
import { CODE_V18, CODE_V20, COVER_V18, COVER_V19, REVIEW_V18 } from './sources.ts'

/** Image formats that QEMU of that time had. */
const FORMATS = [
  'raw',
  'cow',
  'qcow',
  'qcow2',
  'qed',
  'add-cow',
  'vdi',
  'vmdk',
  'vpc',
  'vhdx',
  'parallels',
  'bochs',
  'cloop',
  'dmg',
]

const isKnown = (field: string) => FORMATS.map((name) => `${field} == '${name}'`).join(' || ')

export default defineFormat({
  id: 'add-cow-v18',
  family: 'add-cow',
  title: 'add-cow, 2013 (patch versions 18 to 20)',
  status: 'proposed',
  since: '2013-04-10',
  until: '2013',
  endian: 'little',
  summary:
    'Copy-on-write for raw images: cluster size of choice, recorded formats, feature words, magic "ACOW".',
  details: `The last layout of add-cow that was posted to QEMU; it was not merged either. Version 14 of the series cut the magic from 8 bytes to 4,
version 13 made the cluster size a choice, and version 18 dropped the version field, so files of version 17 and before are laid out differently.

Versions 18, 19 and 20 share the layout, and the same commands make the same bytes with each of them. What differs is what they accept, and what
they say about terminators; see the revisions.`,
  howItWorks: `Three files make one disk. The *image file*, normally raw, holds what the guest has written, at the guest's own offsets. The *backing file* holds
the rest. The add-cow file names both, with their formats, and keeps one bit per cluster of the disk.

**Reading** an offset: if the bit of its cluster is 1, read the image file at the same offset; if it is 0, read the backing file at the same offset.
Past the end of a shorter backing file the disk is zero.

**Writing** into a cluster whose bit is 0: copy the parts of the cluster that the guest does not write from the backing file into the image file, write the
guest's data, and set the bit last. In a cluster whose bit is 1, just write.

**Without a backing file** there is nothing to keep track of. Compatible feature bit 0, *all allocated*, says so: the whole disk is in the image file,
and the bitmap, though present, is neither read nor written. Old content of the image file shows through. The same bit can be set when
every cluster has been copied, and cuts the disk loose from its backing file at one stroke.

The header area is as long as a cluster, but at least 4096 bytes. It begins with a fixed struct of 76 bytes; the names stand behind it, in any order and
at any offset. The bitmap follows the header area and takes up a whole number of clusters.

The size of the disk is written nowhere: it is the length of the image file. Whoever wants to know how long the bitmap must be has to look at that
file first.`,
  sources: [REVIEW_V18, COVER_V18, COVER_V19, CODE_V18, CODE_V20],
  detect: [{ at: 0, bytes: '41 43 4f 57' }],
  structs: {
    header: {
      size: 76,
      summary: 'Fixed header at the start of the file; the names follow, up to the header size.',
      details: `The C struct is packed: the last fields begin at 40, 44 and 60 and leave the total no multiple of 8.

A file that ends inside the header is read as if zeros followed; what then fails is the header size.`,
      c: { name: 'AddCowHeader', abi: 'x86_64', packed: true },
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'char[4]',
          pad: 'none',
          text: 'ACOW',
          summary: 'The text "ACOW", in ASCII.',
        },
        {
          at: 4,
          name: 'backing_file_offset',
          type: 'u32',
          unit: 'bytes',
          default: 0,
          summary: 'Where in this file the name of the backing file begins; 0 for none.',
          details: `The specification wants 76 to \`header_size\` - 2. The driver checks neither end: an offset past the end of the file gives an empty
name, which counts as no backing file, without a word.`,
        },
        {
          at: 8,
          name: 'backing_file_size',
          type: 'u32',
          unit: 'bytes',
          default: 0,
          summary: 'Length of the name of the backing file; 0 exactly if there is none.',
          details: `The specification wants less than \`header_size\` - 76, and offset and size together at most \`header_size\`. The driver
refuses 1024 and more with "Invalid argument", which is the stricter limit, as no header is shorter than 4096 bytes.`,
        },
        {
          at: 12,
          name: 'image_file_offset',
          type: 'u32',
          unit: 'bytes',
          summary: 'Where in this file the name of the image file begins.',
          details:
            'The specification wants 76 to `header_size` - 2. The driver does not check: with 0 it takes the magic for a name.',
        },
        {
          at: 16,
          name: 'image_file_size',
          type: 'u32',
          unit: 'bytes',
          summary: 'Length of the name of the image file.',
          details: `Not the length of the file itself. The specification wants less than \`header_size\` - 76, and offset and size together at
most \`header_size\`.`,
        },
        {
          at: 20,
          name: 'cluster_bits',
          type: 'u32',
          range: [9, 21],
          default: 16,
          summary: 'The cluster size is 2 to this power: 512 bytes to 2 MiB.',
          details: `Version 18 takes 9 to 21, versions 19 and 20 take 12 to 21, both on create and on open.

With clusters below 4096 bytes version 18 loses allocation bits: it keeps a part of the bitmap in memory, but looks a bit up by its place in the
whole bitmap, which runs past that part. With clusters of 512 bytes every bit for an offset from 2 MiB on is lost: the data is in the
image file, and the disk shows the backing file.`,
        },
        {
          at: 24,
          name: 'features',
          type: 'u64',
          class: 'incompatible',
          default: 0,
          bits: [],
          display: 'hex',
          summary:
            'Incompatible features: a reader refuses the image if it does not know a bit. None is defined.',
          details: 'The driver fails with "Operation not supported" and prints the word.',
        },
        {
          at: 32,
          name: 'compatible_features',
          type: 'u64',
          display: 'hex',
          class: 'compatible',
          default: 0,
          bits: [
            {
              bit: 0,
              name: 'all_allocated',
              summary: 'Every cluster is in the image file; backing file and bitmap are not used.',
              details: `Set by create when there is no backing file. If it is set although a backing file is named, the driver ignores the
name and the bitmap, and \`info\` shows no backing file.`,
            },
          ],
          summary: 'Compatible features: a reader may ignore a bit that it does not know.',
        },
        {
          at: 40,
          name: 'header_size',
          type: 'u32',
          unit: 'bytes',
          range: [4096, 2097152],
          summary:
            'Length of the header area, where the bitmap begins: 4096 or a cluster, whichever is more.',
          details: `The specification calls the header variable in size and this value its default. The driver refuses any other with "Operation
not supported".`,
        },
        {
          at: 44,
          name: 'backing_file_format',
          type: 'char[16]',
          pad: 'zero',
          default: '',
          summary: 'Format of the backing file, in ASCII; empty exactly if there is none.',
          details: `Create stores what it was told, or else what it finds by probing ("raw" for a raw file), so that the name is never left out.
On open an empty or unknown name is probed without a word.

A name of all 16 bytes: version 18 cuts it to 15 and a NUL, version 19 stores 16 without a NUL, version 20 fails an assertion. The text of version 18 says
that formats are not NUL-terminated, that of versions 19 and 20 that they are.`,
          sources: [REVIEW_V18, CODE_V18, CODE_V20],
        },
        {
          at: 60,
          name: 'image_file_format',
          type: 'char[16]',
          pad: 'zero',
          summary: 'Format of the image file, in ASCII; "raw" unless create was told otherwise.',
          details:
            'Padded like the format of the backing file. On open an empty or unknown name is probed without a word.',
        },
      ],
    },
  },
  area: 'header.header_size',
  strings: [
    {
      name: 'backing_file',
      offset: 'backing_file_offset',
      size: 'backing_file_size',
      when: 'header.backing_file_offset != 0',
      min: 'sizeof(header)',
      end: 'header.header_size',
      maxSize: 1023,
      summary: 'Name of the backing file; not NUL-terminated.',
      details: `Create puts it at 76, right behind the struct. Relative names are resolved against the folder of the add-cow file. The text of
version 19 says that names end with a NUL; the code never writes one, and the text of version 20 says that they do not.

There is no protection against a chain that leads back to itself: the driver opens files until it runs out of descriptors.`,
    },
    {
      name: 'image_file',
      offset: 'image_file_offset',
      size: 'image_file_size',
      min: 'sizeof(header)',
      end: 'header.header_size',
      maxSize: 4096,
      summary: 'Name of the file that holds the data; not NUL-terminated.',
      details: `Create puts it right behind the name of the backing file, with no byte between. The file must exist before create, which
cuts or extends it to the size asked for, or to that of the backing file.

The driver does not notice an image file that is the add-cow file itself; it then takes the length of the add-cow file for the size of the disk.`,
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
      name: 'cluster_size',
      value: '1 << header.cluster_bits',
      unit: 'bytes',
      summary: 'Size of a cluster.',
    },
    {
      name: 'virtual_size',
      value: 'image_file_size / 512 * 512',
      unit: 'bytes',
      summary: 'Size of the disk: the length of the image file, in whole sectors.',
    },
    {
      name: 'clusters',
      value: 'ceilDiv(virtual_size, cluster_size)',
      summary: 'Clusters of the disk; the last one may be cut off by the end of the disk.',
    },
  ],
  regions: [
    {
      name: 'allocation_bitmap',
      kind: 'bitmap',
      at: 'header.header_size',
      size: 'alignUp(ceilDiv(clusters, 8), cluster_size)',
      when: '(header.compatible_features & 1) == 0',
      bitmap: {
        unit: 'cluster_size',
        bits: 'lsb-first',
        set: 'the cluster is in the image file',
        clear: 'the cluster is in the backing file, or zero past its end',
        count: 'clusters',
      },
      summary: 'One bit per cluster of the disk, padded to a whole number of clusters.',
      details: `The bits past the last cluster are 0 and ignored. The area is there even if all clusters are allocated, but is not used then. A
bitmap that the end of the file cuts off is read as zeros, without an error, and shows the backing file where the guest has written.

**The last cluster** of a disk whose size is no multiple of the cluster size can never be allocated, unless all clusters are: a write to it tries to copy the
rest of the cluster, runs past the end, and fails with an I/O error. The data is in the image file by then, but the bit stays 0. The same happens to a cluster
that straddles the end of the backing file, and to any partial write to a cluster past that end.

**Reading** a run that lies wholly past the end of the backing file gives zeros, as the specification says. A run that straddles the end
fails with an I/O error, so converting such a disk usually fails.`,
      sources: [CODE_V18, CODE_V20],
    },
    {
      name: 'unused_bitmap',
      kind: 'unused',
      at: 'header.header_size',
      size: 'alignUp(ceilDiv(clusters, 8), cluster_size)',
      when: '(header.compatible_features & 1) != 0',
      beyondFile: 'valid',
      summary: 'Where the bitmap would be, if not all clusters are in the image file.',
      details: `Create sets the space aside and leaves it zero. Bits that are set here count for nothing: either they are older than the feature bit, or the feature
bit is wrong and the disk shows the image file where it should show the backing file.`,
    },
  ],
  rules: [
    {
      id: 'cluster_bits.v19',
      severity: 'warning',
      assert: 'header.cluster_bits >= 12',
      message: 'the clusters are smaller than versions 19 and 20 accept',
      expected: '12 to 21',
      at: 'header.cluster_bits',
      summary: 'The cluster size is at least 4096 bytes.',
      advice:
        'Convert the image to another format with version 18 or this package. Do not write to a disk above 2 MiB with version 18: it loses what was written.',
      details:
        'Version 18 makes and opens smaller clusters, but loses allocation bits of large disks.',
      sources: [CODE_V18, CODE_V20],
    },
    {
      id: 'header_size.exact',
      severity: 'error',
      assert: 'header.header_size == max(4096, cluster_size)',
      message: 'the header size is neither 4096 nor the cluster size, whichever is more',
      expected: 'max(4096, cluster size)',
      at: 'header.header_size',
      summary: 'The header size is that of a cluster, but at least 4096.',
      advice:
        'Compare the field with the cluster size: one of the two is damaged, and the bitmap is not where it seems to be.',
      details: 'The specification leaves room for other values; every known driver refuses them.',
    },
    {
      id: 'backing_file_offset.limit',
      severity: 'warning',
      when: 'header.backing_file_offset != 0',
      assert: 'header.backing_file_offset <= header.header_size - 2',
      message: 'the name of the backing file begins too close to the end of the header',
      expected: 'at most the header size less 2',
      at: 'header.backing_file_offset',
      summary: 'The name of the backing file begins at 76 to `header_size` - 2.',
      advice:
        'Check that the name is the one that is meant; a name this close to the end is likely cut or forged.',
      details:
        'The specification says so; the drivers do not check. What lies below 76 or runs past the header is found as `backing_file.bounds`.',
      sources: [REVIEW_V18],
    },
    {
      id: 'image_file_offset.limit',
      severity: 'warning',
      assert: 'header.image_file_offset <= header.header_size - 2',
      message: 'the name of the image file begins too close to the end of the header',
      expected: 'at most the header size less 2',
      at: 'header.image_file_offset',
      summary: 'The name of the image file begins at 76 to `header_size` - 2.',
      advice:
        'Check that the name is the one that is meant; a name this close to the end is likely cut or forged.',
      details:
        'The specification says so; the drivers do not check. What lies below 76 or runs past the header is found as `image_file.bounds`.',
      sources: [REVIEW_V18],
    },
    {
      id: 'image_file_size.limit',
      severity: 'warning',
      assert: 'header.image_file_size < header.header_size - sizeof(header)',
      message: 'the name of the image file takes up all the space for names, or more',
      expected: 'less than the header size less 76',
      at: 'header.image_file_size',
      summary: 'The name of the image file is shorter than `header_size` - 76.',
      advice: 'Check that the name is the one that is meant; it is likely damaged or forged.',
      details: 'The specification says so; the drivers do not check.',
      sources: [REVIEW_V18],
    },
    {
      id: 'backing_file_size.without_offset',
      severity: 'warning',
      when: 'header.backing_file_offset == 0',
      assert: 'header.backing_file_size == 0',
      message: 'the name of the backing file has a length but no place',
      expected: '0',
      at: 'header.backing_file_size',
      summary: 'Without a backing file the length of its name is 0.',
      advice:
        'Check that the backing file was not dropped by mistake. If the image never had one, repair sets the length to 0.',
      repair: { set: 'header.backing_file_size', value: 0 },
    },
    {
      id: 'compatible_features.no_backing',
      severity: 'warning',
      when: 'header.backing_file_offset == 0',
      assert: '(header.compatible_features & 1) != 0',
      message: 'there is no backing file, yet not all clusters are marked as allocated',
      expected: 'bit 0 set',
      at: 'header.compatible_features',
      summary: 'Without a backing file all clusters are allocated.',
      advice:
        'If every cluster was written, set bit 0 so that the bitmap is not needed. Read with a tool that gives zeros for the others.',
      details:
        'The drivers return uninitialised memory for a cluster that is neither allocated nor backed. A reader should return zeros.',
    },
    {
      id: 'compatible_features.ignored_backing',
      severity: 'notice',
      when: '(header.compatible_features & 1) != 0',
      assert: 'header.backing_file_offset == 0',
      message: 'all clusters are allocated, so the backing file that is named is not used',
      expected: 'no backing file',
      at: 'header.compatible_features',
      summary: 'If all clusters are allocated, no backing file is named.',
      advice:
        'Nothing needs to be done: the image is complete without the file. Drop the name to be able to remove the file.',
    },
    {
      id: 'backing_file.same',
      severity: 'error',
      when: 'header.backing_file_offset != 0',
      assert: 'backing_file != image_file',
      message: 'backing file and image file are the same file',
      expected: 'two different names',
      at: 'backing_file',
      summary: 'Backing file and image file have different names.',
      advice:
        'Do not open the image with the drivers of 2013. Find out which of the two names is wrong.',
      details:
        'The drivers print an error but return a positive code for it, go on as if nothing had happened, and crash.',
    },
    {
      id: 'backing_file_format.empty',
      severity: 'warning',
      when: 'header.backing_file_offset != 0',
      assert: "header.backing_file_format != ''",
      message: 'the format of the backing file is not recorded',
      expected: 'the name of a format',
      at: 'header.backing_file_format',
      summary: 'A backing file has its format recorded.',
      advice: 'Find out the format of the backing file and record it; do not let it be probed.',
      untrusted: 'error',
      details:
        'The drivers probe it, which is not safe for a file that a guest has written to. Do not: ask for the format.',
    },
    {
      id: 'backing_file_format.unused',
      severity: 'notice',
      when: 'header.backing_file_offset == 0',
      assert: "header.backing_file_format == ''",
      message: 'the format of a backing file is recorded, but there is no backing file',
      expected: 'an empty name',
      at: 'header.backing_file_format',
      summary: 'Without a backing file its format is empty.',
      advice:
        'Check that the backing file was not dropped by mistake; else nothing needs to be done.',
    },
    {
      id: 'backing_file_format.known',
      severity: 'warning',
      when: "header.backing_file_format != ''",
      assert: isKnown('header.backing_file_format'),
      message: 'the format of the backing file is not one that QEMU knows',
      expected: 'the name of a QEMU image format',
      at: 'header.backing_file_format',
      summary: 'The format of the backing file is an image format of QEMU.',
      advice:
        'Find out the format of the backing file and record it under the name that QEMU has for it.',
      untrusted: 'error',
      details: 'The drivers probe the file instead, and say nothing.',
    },
    {
      id: 'image_file_format.empty',
      severity: 'warning',
      assert: "header.image_file_format != ''",
      message: 'the format of the image file is not recorded',
      expected: 'the name of a format',
      at: 'header.image_file_format',
      summary: 'The image file has its format recorded.',
      advice:
        'Find out the format of the image file, most likely raw, and record it; do not let it be probed.',
      untrusted: 'error',
      details: `The text takes "raw" for granted in one place and demands a name in another; that of version 19 swaps the two formats' defaults. The
drivers probe the file.`,
      sources: [REVIEW_V18],
    },
    {
      id: 'image_file_format.known',
      severity: 'warning',
      when: "header.image_file_format != ''",
      assert: isKnown('header.image_file_format'),
      message: 'the format of the image file is not one that QEMU knows',
      expected: 'the name of a QEMU image format',
      at: 'header.image_file_format',
      summary: 'The format of the image file is an image format of QEMU.',
      advice:
        'Find out the format of the image file, most likely raw, and record it under the name that QEMU has for it.',
      untrusted: 'error',
      details: 'The drivers probe the file instead, and say nothing.',
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
    {
      id: 'allocation_bitmap.padding',
      severity: 'notice',
      when: '(header.compatible_features & 1) == 0 && fileSize >= header.header_size',
      assert: '(fileSize - header.header_size) % cluster_size == 0',
      message: 'the file does not end with a whole cluster of the bitmap',
      expected: 'a bitmap area that is a multiple of the cluster size',
      at: 'allocation_bitmap',
      summary: 'The bitmap area is a whole number of clusters long.',
      advice:
        'Look for a longer copy of the file. If there is none, what the lost bits stood for shows the backing file.',
      details:
        'This shows a cut file even when the length of the image file is not known. Where all clusters are allocated the bitmap is not used, and its length does not matter.',
    },
  ],
  info: {
    virtualSize: 'virtual_size',
    clusterSize: 'cluster_size',
    backingFile: { from: 'backing_file', when: '(header.compatible_features & 1) == 0' },
    backingFormat: {
      from: 'header.backing_file_format',
      when: 'header.backing_file_offset != 0 && (header.compatible_features & 1) == 0',
    },
    imageFile: { from: 'image_file' },
    imageFormat: { from: 'header.image_file_format' },
    imageSizeInput: 'image_file_size',
  },
  revisions: [
    {
      name: 'V18',
      date: '2013-04-10',
      summary:
        'No version field any more; the header size is the larger of 4096 and the cluster size; clusters from 512 bytes to 2 MiB.',
      sources: [COVER_V18, REVIEW_V18],
    },
    {
      name: 'V19',
      summary:
        'Clusters from 4096 bytes on; writes run in parallel. The text has names and formats NUL-terminated, which the code does not do for names, and swaps the defaults of the two formats.',
      sources: [COVER_V19],
    },
    {
      name: 'V20',
      summary:
        'The text has names without and formats with a NUL, as the code does; a format name of 16 bytes fails an assertion.',
      sources: [CODE_V20],
    },
  ],
  lineage: {
    from: 'add-cow-v10',
    renamed: {
      'header.backing_filename_offset': 'header.backing_file_offset',
      'header.backing_filename_size': 'header.backing_file_size',
      'header.image_filename_offset': 'header.image_file_offset',
      'header.image_filename_size': 'header.image_file_size',
    },
    summary:
      'A shorter magic and no version, clusters of a chosen size, the formats of both files by name, and two words of features.',
    notes: [
      'Whether there is a backing file is no longer a feature bit: its offset alone says so.',
      'That the backing file is raw was a feature bit; now its format is recorded by name.',
      'Versions 11 to 17 of the series lie between the two, with layouts of their own.',
    ],
  },
  example: {
    title: 'A 1 MiB disk over a raw backing file, with its first cluster allocated',
    madeBy:
      "qemu-img create -f add-cow -o backing_file=base1m.raw,backing_fmt=raw,image_file=first.img first.acow && qemu-io -c 'write 0 512' first.acow (QEMU 1.4.50 with version 18 of the series)",
    size: 131072,
    inputs: { image_file_size: 1048576 },
    parts: [
      {
        at: 0,
        bytes: `41 43 4f 57 4c 00 00 00 0a 00 00 00 56 00 00 00
          09 00 00 00 10`,
      },
      { at: 42, bytes: '01 00 72 61 77' },
      { at: 60, bytes: '72 61 77' },
      { at: 76, bytes: '62 61 73 65 31 6d 2e 72 61 77 66 69 72 73 74 2e 69 6d 67' },
      { at: 65536, bytes: '01' },
    ],
  },
})
