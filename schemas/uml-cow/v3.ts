import { defineFormat } from '../../codegen/schema/define.ts'
import {
  ALIGNMENT,
  BACKING_FILE,
  COW_FORMAT,
  DRIVER,
  INFO,
  MAGIC,
  MTIME,
  NEW_REGIONS,
  NEW_RULES,
  NEW_VALUES,
  SECTORSIZE,
  SIZE,
  SOURCES,
  V3_EVIDENCE,
} from './parts.ts'

export default defineFormat({
  id: 'uml-cow-v3',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 3',
  status: 'current',
  endian: 'big',
  summary: 'Copy-on-write layer of a User-mode Linux disk, with bitmap and data aligned.',
  details: `The layout that User-mode Linux writes. The name moved to the end of the header, where it could grow; bitmap and data begin at multiples of an
alignment, so that the data can be mapped page by page; and every sector has a bit at last.

64-bit binaries before December 2005 left four bytes after \`mtime\`: that is [uml-cow-v3-broken](uml-cow-v3-broken.md).`,
  howItWorks: `A COW file goes with a raw disk, its *backing file*, and holds the sectors that were written since. Several machines can so share one disk.

**Reading** sector *n*: look at bit *n* of the bitmap. If it is 1, the data is in this file, at \`data + n × sectorsize\`; if it is 0, in the backing file.

**Writing** sector *n*: put the data at its place in this file, then set the bit. \`uml_moo\` merges the two files into one raw disk.

The backing file must not change: the header records its time and length, and the driver refuses the image if one of them is another. To copy the backing
file without its time is enough.`,
  sources: SOURCES,
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  evidence: V3_EVIDENCE,
  structs: {
    header: {
      size: 4128,
      summary: 'Fixed header at the start of the file.',
      c: { name: 'cow_header_v3', abi: 'x86_64', packed: true },
      fields: [
        { at: 0, ...MAGIC },
        { at: 4, name: 'version', type: 'u32', const: 3, summary: 'Format version.' },
        { at: 8, ...MTIME },
        { at: 12, ...SIZE },
        { at: 20, ...SECTORSIZE },
        { at: 24, ...ALIGNMENT },
        { ...COW_FORMAT, at: 28 },
        { at: 32, ...BACKING_FILE, type: 'char[4096]' },
      ],
    },
  },
  values: NEW_VALUES,
  regions: NEW_REGIONS,
  rules: NEW_RULES,
  info: INFO,
  driver: DRIVER,
  lineage: {
    from: 'uml-cow-v2',
    summary:
      'Alignment of bitmap and data, a bit for every sector, and the name at the end of the header.',
  },
  example: {
    title: 'An empty layer over a disk of 1 MiB',
    madeBy: 'uml_mkcow v3_empty.cow ubase1m.raw (uml-utilities 20070815), the path made relative',
    size: 1060864,
    parts: [
      {
        at: 0,
        bytes:
          '4f 4f 4f 4d 00 00 00 03 4d 7c 6d 00 00 00 00 00 00 10 00 00 00 00 02 00 00 00 10 00 00 00 00 00',
      },
      { at: 32, bytes: '75 62 61 73 65 31 6d 2e 72 61 77' },
    ],
  },
})
