import { defineFormat } from '../../codegen/schema/define.ts'

const MAIL = {
  title: 'Stefan Hajnoczi, reply about the cow header, with pahole output',
  locator: 'qemu-devel, 2014-09-03',
}
const COW_C = { title: 'QEMU block/cow.c', locator: 'QEMU 0.10 to 2.1; removed in QEMU 2.2' }

export default defineFormat({
  id: 'cow-v2',
  family: 'cow',
  title: 'QEMU cow, version 2',
  status: 'historic',
  until: 'QEMU 2.1',
  endian: 'big',
  summary:
    'Sector-granular copy-on-write overlay: header, one allocation bit per sector, data at fixed positions.',
  details: `The first copy-on-write format of QEMU, taken over from User-mode Linux with a shorter path field. Every byte of it is a C
struct written to disk as the compiler laid it out, which is why it has holes.`,
  howItWorks: `A cow image is an overlay. It records which 512-byte sectors of the disk have been written, and holds their data; every
other sector is read from the backing file, or is zero where there is none.

**Reading** sector *n*: look at bit *n* of the allocation bitmap. If it is 1, the data is in this file, at \`data + 512 × n\`. If it is 0, read
sector *n* of the backing file.

**Writing** sector *n*: put the data at \`data + 512 × n\` and then set bit *n*. The position depends on the sector number alone, so the file is
sparse: it grows to the highest sector that was written, and no table has to be kept.

A new image ends right after its bitmap, without a data area. The first write rounds the file up to a sector and grows it.`,
  sources: [MAIL, COW_C],
  detect: [{ at: 0, bytes: '4f 4f 4f 4d 00 00 00 02' }],
  structs: {
    header: {
      size: 1056,
      summary: 'Fixed header at the start of the file.',
      details: `QEMU wrote the struct as it stood in memory. On x86-64 the compiler aligns \`size\` to 8 bytes and leaves 4 bytes before it. A
32-bit x86 build has no such gap: there \`size\` is at 1036, \`sectorsize\` at 1044, and the header is 1048 bytes long, under the same magic and version.
The two kinds of file cannot be told apart by magic; \`sectorsize\` being 512 at 1048 or at 1044 tells them apart, except for x86-64 disks whose size has 512
in its low 32 bits. Read by the wrong build, an i386 file looks like a disk of thousands of tebibytes, and an x86-64 file like an empty one.

QEMU 1.1 does not notice a header that the end of the file cuts off, and takes the missing bytes for zeros; only probing wants all 1056 of them.
Older versions insist on the whole header, and so does the check: a size taken for zero makes an empty disk of one that was not.`,
      sources: [MAIL],
      c: { name: 'cow_header_v2', abi: 'x86_64', packed: false },
      fields: [
        {
          at: 0,
          name: 'magic',
          type: 'u32',
          const: 0x4f4f4f4d,
          display: 'hex',
          summary: 'The text "OOOM".',
        },
        {
          at: 4,
          name: 'version',
          type: 'u32',
          const: 2,
          summary: 'Format version.',
          details: `Versions 1 and 3 exist in User-mode Linux only, with other layouts; so does another version 2, with a name of 4096 bytes. QEMU's
message for a wrong version prints the number with its bytes swapped.`,
        },
        {
          at: 8,
          name: 'backing_file',
          type: 'char[1024]',
          pad: 'nul',
          default: '',
          summary: 'Name of the backing file; empty for none.',
          details: `QEMU cuts a longer name to 1023 characters without a word, which breaks the link. On open a relative name is resolved against the
folder of the image; on create, to fetch size and mtime, against the current folder. A field without a NUL is cut to 1023 characters too. The format of the backing file is not recorded: QEMU probes it.

A chain that leads back to itself is not detected: QEMU opens files until it runs out of descriptors. \`info\` does not open the backing file, and succeeds.`,
        },
        {
          at: 1032,
          name: 'mtime',
          type: 'i32',
          unit: 'seconds since 1970-01-01 UTC',
          display: 'time',
          default: 0,
          summary: 'Modification time of the backing file when the image was made; 0 if unknown.',
          details:
            'Stays 0 if there is no backing file or its time cannot be found; create succeeds all the same. QEMU never checks it.',
        },
        {
          at: 1036,
          hole: 4,
          cause: 'alignment',
          summary: 'Left by the compiler, which aligns `size` to 8 bytes on x86-64.',
          details: 'Do not trust it to be zero: QEMU does not read it. On i386 it does not exist.',
        },
        {
          at: 1040,
          name: 'size',
          type: 'u64',
          unit: 'bytes',
          summary: 'Virtual size of the disk.',
          details:
            'A size that is no multiple of 512 is rounded down when the image is made and when it is opened, without an error: a backing file of 1000001 bytes makes a disk of 999936. From 2^63 on QEMU takes the size for negative, and opens the disk as empty. A disk of size 0 can be opened, but converting it kills QEMU 1.1 with a division by zero.',
        },
        {
          at: 1048,
          name: 'sectorsize',
          type: 'u32',
          unit: 'bytes',
          default: 512,
          summary: 'Sector size, always 512.',
          details: 'QEMU writes 512 and never reads it.',
        },
        {
          at: 1052,
          hole: 4,
          cause: 'tail-padding',
          summary: 'Padding that makes the struct a multiple of 8 bytes.',
        },
      ],
    },
  },
  values: [
    {
      name: 'sectors',
      value: 'header.size < 1 << 63 ? header.size / 512 : 0',
      summary: 'Whole sectors of the disk; none from a size of 2^63 on.',
    },
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
        set: 'the sector is in this file',
        clear: 'the sector is in the backing file, or zero without one',
        count: 'sectors',
      },
      summary: 'One bit per sector of the disk.',
      details: `Bits past the last sector are ignored.

QEMU 1.1 reads a bitmap that the end of the file cuts off as zeros, and says nothing. The check is stricter and calls it an error: where a lost bit was 1,
the disk shows the backing file in place of what the guest wrote.

If the disk is larger than the backing file, reading a run of unallocated sectors that touches its end fails with an I/O error, even when the run begins inside
it. Converting such an image therefore fails.`,
    },
    {
      name: 'data',
      kind: 'data',
      at: 'alignUp(sizeof(header) + bitmap_size, 512)',
      size: 'sectors * 512',
      beyondFile: 'valid',
      summary: 'Sector *n* of the disk stands at *n* × 512 from here, if its bit is 1.',
      details:
        'The file ends after the highest sector that was written. A sector with its bit set past the end of the file reads as zeros, and the gap between bitmap and data, up to 511 bytes, is zero.',
    },
  ],
  rules: [
    {
      id: 'abi.i386',
      severity: 'error',
      assert: '!((header.size & 4294967295) == 512 && header.sectorsize != 512)',
      message:
        'this looks like the header of a 32-bit x86 build: size at 1036, sectorsize at 1044; cow-v2 reads it wrongly',
      expected: 'a sectorsize of 512 at 1048, not at 1044',
      at: 'header.size',
      summary: 'The header has the layout of a 64-bit build.',
      details: `At 1044, where a 32-bit x86 build keeps \`sectorsize\`, stand the low 32 bits of \`size\` here. If they are 512, and \`sectorsize\` at 1048 is not, the
image was made by such a build: everything from 1036 on lies 4 bytes lower, and the bitmap begins at 1048. What else is found in such an image follows from this.`,
      sources: [MAIL],
    },
    {
      id: 'sectorsize',
      severity: 'warning',
      assert: 'header.sectorsize == 512',
      message: 'the sector size is not 512',
      expected: '512',
      at: 'header.sectorsize',
      summary: 'The sector size is 512.',
      details:
        'QEMU ignores the field. Another value hints at a header of the i386 layout, or of User-mode Linux.',
    },
    {
      id: 'size.unaligned',
      severity: 'warning',
      assert: 'header.size % 512 == 0',
      message: 'the size is not a multiple of the sector size; the last bytes are out of reach',
      expected: 'a multiple of 512',
      at: 'header.size',
      summary: 'The size is a multiple of 512.',
    },
    {
      id: 'size.limit',
      severity: 'error',
      assert: 'ceilDiv(header.size / 512, 8) < 1 << 31',
      message: 'the bitmap would not fit in the 2 GiB that QEMU can address',
      expected: 'a disk below 8 TiB, and so a bitmap below 2 GiB',
      at: 'header.size',
      summary: 'The bitmap is smaller than 2 GiB.',
      details: 'QEMU keeps the bitmap length in an int. From 2^63 on it opens the disk as empty.',
    },
  ],
  info: {
    virtualSize: 'sectors * 512',
    clusterSize: '512',
    backingFile: { from: 'header.backing_file' },
  },
  example: {
    title: 'A 4 MiB overlay whose first sector was written',
    madeBy:
      "qemu-img create -f cow -b base4m.raw first_only.cow && qemu-io -c 'write -P 0xa1 0 512' first_only.cow (QEMU 1.1.2)",
    size: 3072,
    parts: [
      { at: 0, bytes: '4f 4f 4f 4d 00 00 00 02 62 61 73 65 34 6d 2e 72 61 77' },
      { at: 1032, bytes: '4d 7c 6d 00' },
      { at: 1040, bytes: '00 00 00 00 00 40 00 00 00 00 02 00' },
      { at: 1056, bytes: '01' },
      { at: 2560, bytes: 'a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1 a1' },
    ],
  },
})
