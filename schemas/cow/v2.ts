import { defineFormat } from '../../codegen/schema/define.ts'
import {
  BACKING_FILE,
  COW_C,
  DRIVER,
  EVIDENCE,
  INFO,
  MAGIC,
  MAIL,
  MTIME,
  REGIONS,
  RULES,
  SECTORSIZE,
  SIZE,
  VALUES,
  VERSION,
} from './parts.ts'

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
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  evidence: EVIDENCE,
  structs: {
    header: {
      size: 1056,
      summary: 'Fixed header at the start of the file.',
      details: `QEMU wrote the struct as it stood in memory. On x86-64 the compiler aligns \`size\` to 8 bytes and leaves 4 bytes before it. A
32-bit x86 build has no such gap: there \`size\` is at 1036, \`sectorsize\` at 1044, and the header is 1048 bytes long, under the same magic and version: that
is [cow-v2-i386](cow-v2-i386.md). The two kinds of file cannot be told apart by magic; \`sectorsize\` being 512 at 1048 or at 1044 tells them apart, except for
x86-64 disks whose size has 512 in its low 32 bits. Read by the wrong build, an i386 file looks like a disk of thousands of tebibytes, and an x86-64 file like an empty one.

QEMU 1.1 does not notice a header that the end of the file cuts off, and takes the missing bytes for zeros; only probing wants all 1056 of them.
Older versions insist on the whole header, and so does the check: a size taken for zero makes an empty disk of one that was not.`,
      sources: [MAIL],
      c: { name: 'cow_header_v2', abi: 'x86_64', packed: false },
      fields: [
        { at: 0, ...MAGIC },
        { at: 4, ...VERSION },
        { at: 8, ...BACKING_FILE },
        { at: 1032, ...MTIME },
        {
          at: 1036,
          hole: 4,
          cause: 'alignment',
          summary: 'Left by the compiler, which aligns `size` to 8 bytes on x86-64.',
          details: 'Do not trust it to be zero: QEMU does not read it. On i386 it does not exist.',
        },
        { at: 1040, ...SIZE },
        { at: 1048, ...SECTORSIZE },
        {
          at: 1052,
          hole: 4,
          cause: 'tail-padding',
          summary: 'Padding that makes the struct a multiple of 8 bytes.',
        },
      ],
    },
  },
  values: VALUES,
  regions: REGIONS,
  rules: RULES,
  info: INFO,
  driver: DRIVER,
  lineage: {
    from: 'uml-cow-v2',
    summary: 'The name has 1024 bytes instead of 4096, and the compiler leaves two holes.',
    notes: ['Magic and version number are kept, although the two cannot read each other.'],
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
