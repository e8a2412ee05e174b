import { defineFormat } from '../../codegen/schema/define.ts'
import { PATCH_2011, REVIEW_2011 } from './sources.ts'

export default defineFormat({
  id: 'add-cow-v4',
  family: 'add-cow',
  title: 'add-cow, October 2011 (patch versions 3 and 4)',
  status: 'proposed',
  since: '2011-10-12',
  until: '2011-10-27',
  endian: 'big',
  summary:
    'Copy-on-write for raw images: a header and one allocation bit per sector, with the data in a separate raw file.',
  details: `The first layout of add-cow that is known in full. It was posted as a patch to QEMU 0.15 and never merged. The code quoted in the
review thread is the third posting, of 2011-10-12; the fourth, of 2011-10-27, has the same layout.

The layout of June 2012 (add-cow-v10) kept magic and version number but turned the byte order round: bytes 8 to 11 are \`00 00 00 01\` here and
\`01 00 00 00\` there. Those four bytes are all that tells the two apart.`,
  howItWorks: `A raw image is the fastest image there is, but it cannot have a backing file. add-cow adds one from outside: the guest's data goes
into an ordinary raw file, the *image file*, and a small second file, the add-cow file, remembers which sectors are there. Three files make one
disk: the add-cow file names the other two.

**Reading** sector *n*: look at bit *n* of the allocation bitmap. If it is 1, the data is in the image file, at the guest's own offset *n* × 512. If it
is 0, read sector *n* of the backing file.

**Writing** sector *n*: write it to the image file at *n* × 512, then set bit *n* and write the part of the bitmap that changed. A crash between the two
leaves the old content visible, which is the right order.

Once every bit is set, nothing depends on the backing file any more. The add-cow file and the backing file can be thrown away, and the image file is a
complete raw disk. That is the point of the format: copy-on-write while it is needed, raw speed afterwards.

The virtual size stands in the header, but the data lives elsewhere, so the size is true only as long as nobody shortens the image file.`,
  sources: [PATCH_2011, REVIEW_2011],
  detect: [{ at: 0, bytes: '41 44 44 5f 43 4f 57 ff 00 00 00 01' }],
  structs: {
    header: {
      size: 2068,
      summary: 'Fixed header at the start of the file.',
      details: `The C struct is packed: the 64-bit size at 2060 is not aligned to 8 bytes, and no compiler leaves a hole.

Neither a header nor a bitmap that the end of the file cuts off is noticed by the driver: it works with whatever its memory held in the missing places.`,
      sources: [PATCH_2011],
      c: { name: 'AddCowHeader', abi: 'x86_64', packed: true },
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'u64',
          const: '0x4144445f434f57ff',
          display: 'hex',
          summary: 'The text "ADD_COW" and the byte 0xff.',
          details: 'A C `uint64_t`, stored big-endian, so that the letters stand in reading order.',
        },
        {
          at: 8,
          name: 'version',
          type: 'u32',
          const: 1,
          summary: 'Format version, always 1.',
          details: `A wrong magic or version makes the driver fail with \`EPERM\`, "Operation not permitted": it returns -1 where an error code belongs.
Probing looks at these first 12 bytes and at nothing else.`,
        },
        {
          at: 12,
          name: 'backing_file',
          type: 'char[1024]',
          pad: 'nul',
          default: '',
          summary: 'Name of the backing file, which holds every sector whose bit is 0.',
          details: `On open a relative name is resolved against the folder of the add-cow file; on create, against the current folder. A name with a
protocol prefix is used as it is. Options given with \`-o\` are cut at 255 characters; a longer name gets in through \`-b\` only.

The format of the backing file is not recorded and is always probed.`,
        },
        {
          at: 1036,
          name: 'image_file',
          type: 'char[1024]',
          pad: 'nul',
          summary:
            'Name of the raw file that holds the allocated sectors, at the guest’s own offsets.',
          details: `Resolved like the backing file. The file is opened as raw, and always for writing, even by \`info\` and \`convert\`.

It must exist before the add-cow file is created, and is then cut or extended to the size of the disk: a backing file of 1000001 bytes makes a
disk of 999936 bytes, and an image file that was longer loses its end. What it held before is neither cleared nor marked as allocated.`,
        },
        {
          at: 2060,
          name: 'size',
          type: 'u64',
          unit: 'bytes',
          range: [0, '0x7fffffffffffffff'],
          summary: 'Virtual size of the disk.',
          details: `Rounded down to a multiple of 512, without an error, both when the image is made and when it is opened. From 2^63 on the driver
aborts, because the bitmap that it asks memory for cannot exist.`,
        },
      ],
    },
  },
  inputs: [
    {
      name: 'image_file_size',
      unit: 'bytes',
      summary: 'Length of the image file, to check that it holds the whole disk.',
    },
  ],
  values: [
    { name: 'sectors', value: 'header.size / 512', summary: 'Whole sectors of the disk.' },
    {
      name: 'bitmap_size',
      value: 'ceilDiv(sectors, 8)',
      unit: 'bytes',
      summary: 'Length of the allocation bitmap.',
    },
  ],
  regions: [
    {
      name: 'allocation_bitmap',
      kind: 'bitmap',
      at: 'sizeof(header)',
      size: 'bitmap_size',
      bitmap: {
        unit: '512',
        bits: 'lsb-first',
        set: 'the sector is in the image file',
        clear: 'the sector is in the backing file',
        count: 'sectors',
      },
      summary: 'One bit per sector of the disk.',
      details: `**File length.** Create truncates the file to header and bitmap, and then stores the size with a read-modify-write of sector 4, so an
image whose bitmap is shorter than 492 bytes ends up 2560 bytes long. After the first write to the bitmap the length is a multiple of 512. What lies
behind the bitmap is ignored, and may be leftovers of the driver's memory.

**A lost byte.** The driver means to write the changed bytes of the bitmap rounded up to 512, but computes the length with \`& ~512\` where \`& ~511\` was
meant. A single write whose part of the bitmap is 512 to 1023 bytes long (2 to 4 MiB of data) leaves its last byte of the bitmap unwritten: the data of
those sectors is in the image file, yet the disk shows the backing file there when it is opened again. Any other length writes too much, which does no
harm.

**Past the backing file.** If the disk is larger than the backing file, reading a run of unallocated sectors that touches its end fails with an I/O
error, even when the run begins inside.`,
      sources: [PATCH_2011],
    },
  ],
  rules: [
    {
      id: 'size.zero',
      severity: 'warning',
      assert: 'header.size > 0',
      message: 'the disk is empty',
      expected: 'a size greater than 0',
      at: 'header.size',
      summary: 'The disk is not empty.',
      advice:
        'Find out how large the disk should be from the backing file or the image file, and correct the size.',
      details:
        'The driver opens such an image, but `qemu-img convert` of that time dies of a division by zero.',
    },
    {
      id: 'size.unaligned',
      severity: 'warning',
      assert: 'header.size % 512 == 0',
      message: 'the size is not a multiple of 512; the last bytes are out of reach',
      expected: 'a multiple of 512',
      at: 'header.size',
      summary: 'The size is a multiple of 512.',
      advice: 'Nothing needs to be done, unless the last bytes of the disk are missed.',
    },
    {
      id: 'size.limit',
      severity: 'error',
      assert: 'bitmap_size < 1 << 31',
      message: 'the bitmap does not fit in the 2 GiB that the driver can read at once',
      expected: 'a bitmap below 2 GiB',
      at: 'header.size',
      summary: 'The bitmap is smaller than 2 GiB.',
      advice:
        'Do not trust the image: no driver could open it. Compare the size with the length of the image file.',
      details: 'The driver reads the whole bitmap in one call, whose length is an int.',
    },
    {
      id: 'image_file.short',
      severity: 'warning',
      assert: 'image_file_size >= sectors * 512',
      message: 'the image file is shorter than the disk',
      expected: 'an image file at least as long as the disk',
      at: 'header.size',
      summary: 'The image file is at least as long as the disk.',
      advice:
        'Look for a longer copy of the image file before anything is written to the disk: what lay past its end is lost.',
      details:
        'The driver does not compare them. An allocated sector past the end of the image file gives an I/O error.',
    },
    {
      id: 'image_file.empty',
      severity: 'error',
      assert: "header.image_file != ''",
      message: 'no image file is named',
      expected: 'the name of a raw file',
      at: 'header.image_file',
      summary: 'An image file is named.',
      advice: 'Find out which raw file belongs to the image, and write its name into the header.',
      details: 'Without one there is no data. The driver fails with "No such file or directory".',
    },
    {
      id: 'backing_file.empty',
      severity: 'warning',
      assert: "header.backing_file != ''",
      message: 'no backing file is named; unallocated sectors have no content',
      expected: 'the name of the backing file',
      at: 'header.backing_file',
      summary: 'A backing file is named.',
      advice:
        'Find out which backing file belongs to the image. If there never was one, read unallocated sectors as zeros.',
      details: `The text asks for both names or none, and create insists on both. Open accepts an image without a backing file, but then
returns uninitialised memory for unallocated sectors: it clears a vector of buffers before it fills the vector. A reader should return zeros.`,
    },
    {
      id: 'backing_file.same',
      severity: 'error',
      when: "header.image_file != ''",
      assert: 'header.backing_file != header.image_file',
      message: 'backing file and image file are the same file',
      expected: 'two different names',
      at: 'header.backing_file',
      summary: 'Backing file and image file have different names.',
      advice: 'Do not write to the image. Find out which of the two names is wrong.',
      details:
        'The driver accepts it. Every bit then means the same, and a write changes what unallocated sectors show.',
    },
  ],
  info: {
    virtualSize: 'sectors * 512',
    clusterSize: '512',
    backingFile: { from: 'header.backing_file' },
    imageFile: { from: 'header.image_file' },
    imageFormat: { choose: [{ when: "header.image_file != ''", text: 'raw' }] },
    imageSizeInput: 'image_file_size',
  },
  // The tool of 2011 gives memory that it has not cleared where there is no backing file.
  driver: {
    size: 'header.size',
    backingFile: 'header.backing_file',
    imageFile: 'header.image_file',
    unbacked: 'uncertain',
    needsBacking: true,
  },
  revisions: [
    {
      name: 'v3',
      date: '2011-10-12',
      summary: 'The posting whose code is quoted in the review; 412 lines.',
      sources: [PATCH_2011],
    },
    {
      name: 'v4',
      date: '2011-10-27',
      summary: 'Same layout; 405 lines.',
      sources: [REVIEW_2011],
    },
  ],
  example: {
    title: 'A 2 MiB disk over a backing file, with six writes',
    madeBy:
      "qemu-img create -f add-cow -o backing_file=base2m.raw,image_file=w.img w.acow && qemu-io -c 'write 0 512' -c 'write 12288 4096' -c 'write 23040 3584' -c 'write 37376 1024' -c 'write 45056 8192' -c 'write 2096640 512' w.acow (QEMU 0.15.50 with the patch of October 2011)",
    size: 3072,
    inputs: { image_file_size: 2097152 },
    parts: [
      { at: 0, bytes: '41 44 44 5f 43 4f 57 ff 00 00 00 01 62 61 73 65 32 6d 2e 72 61 77' },
      { at: 1036, bytes: '77 2e 69 6d 67' },
      { at: 2065, bytes: '20 00 00 01 00 00 ff 00 e0 0f 00 00 06 00 ff ff' },
      { at: 2579, bytes: '80' },
    ],
  },
})
