import { defineFormat } from '../../codegen/schema/define.ts'
import {
  BACKING_FILE,
  DRIVER,
  INFO,
  MAGIC,
  MTIME,
  OLD_REGIONS,
  OLD_RULES,
  OLD_VALUES,
  SECTORSIZE,
  SIZE,
  SOURCES,
} from './parts.ts'

export default defineFormat({
  id: 'uml-cow-v1',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 1',
  status: 'historic',
  unusual: true,
  endian: ['little', 'big'],
  summary: 'Copy-on-write layer of a User-mode Linux disk, in the byte order of its host.',
  details: `The first layout. It was written as the host keeps integers, so a file that a little-endian host made begins with "MOOO", and one of a big-endian
host with "OOOM". These are two formats here, which differ in byte order alone.

The tools of today do not quite read it so: where the magic is that of the other byte order they turn the version round, but take time, size and sector
size as they stand. On a little-endian machine \`uml_moo\` therefore refuses a file of a big-endian one, for its size does not match.`,
  howItWorks: `A COW file goes with a raw disk, its *backing file*, and holds the sectors that were written since. Several machines can so share one
disk. Bit *n* of the bitmap says whether sector *n* is in this file; if not, it is read from the backing file. Data has its place by its number, so the file is
sparse.

The backing file must not change: the header records its time and length, and the driver refuses the image if one of them is another.`,
  sources: SOURCES,
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  structs: {
    header: {
      size: 280,
      summary: 'Fixed header at the start of the file.',
      c: { name: 'cow_header_v1', abi: 'x86_64', packed: true },
      fields: [
        { at: 0, ...MAGIC },
        { at: 4, name: 'version', type: 'u32', const: 1, summary: 'Format version.' },
        { at: 8, ...BACKING_FILE, type: 'char[256]' },
        { at: 264, ...MTIME },
        { at: 268, ...SIZE },
        { at: 276, ...SECTORSIZE },
      ],
    },
  },
  values: OLD_VALUES,
  regions: OLD_REGIONS,
  rules: OLD_RULES,
  info: INFO,
  driver: DRIVER,
  example: {
    little: {
      title: 'A 1 MiB disk with a few sectors written, of a little-endian host',
      size: 1049600,
      parts: [
        { at: 0, bytes: '4d 4f 4f 4f 01 00 00 00 75 62 61 73 65 31 6d 2e 72 61 77' },
        { at: 264, bytes: '00 6d 7c 4d 00 00 10 00 00 00 00 00 00 02 00 00 01 1e' },
        { at: 342, bytes: 'f0 ff ff' },
        { at: 535, bytes: '80' },
        { at: 1024, bytes: '01 01 01 01 01 01 01 01' },
      ],
    },
    big: {
      title: 'The same disk, of a big-endian host',
      size: 1049600,
      parts: [
        { at: 0, bytes: '4f 4f 4f 4d 00 00 00 01 75 62 61 73 65 31 6d 2e 72 61 77' },
        { at: 264, bytes: '4d 7c 6d 00 00 00 00 00 00 10 00 00 00 00 02 00 01 1e' },
        { at: 342, bytes: 'f0 ff ff' },
        { at: 535, bytes: '80' },
        { at: 1024, bytes: '01 01 01 01 01 01 01 01' },
      ],
    },
  },
})
