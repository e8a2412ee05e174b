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
  id: 'uml-cow-v3-broken',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 3 padded',
  status: 'historic',
  unusual: true,
  until: 'December 2005',
  endian: 'big',
  summary: 'Version 3 with four bytes that 64-bit compilers left after the time.',
  details: `The struct of version 3 was not packed at first, and 64-bit compilers put \`size\` at a multiple of 8. The tools know both layouts: if the four bytes at
32, where [version 3](uml-cow-v3.md) has the beginning of the name, are zero, the file is of this kind. \`uml_moo\` reads such a file and says so.`,
  howItWorks: `As [version 3](uml-cow-v3.md), with other offsets. New images should not be made this way.`,
  sources: SOURCES,
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  evidence: V3_EVIDENCE,
  structs: {
    header: {
      size: 4136,
      summary: 'Fixed header at the start of the file.',
      c: { name: 'cow_header_v3_broken', abi: 'x86_64', packed: false },
      fields: [
        { at: 0, ...MAGIC },
        { at: 4, name: 'version', type: 'u32', const: 3, summary: 'Format version.' },
        { at: 8, ...MTIME },
        {
          at: 12,
          hole: 4,
          cause: 'alignment',
          summary: 'Left by 64-bit compilers, which align `size` to 8 bytes.',
        },
        { at: 16, ...SIZE },
        { at: 24, ...SECTORSIZE },
        { at: 28, ...ALIGNMENT },
        { ...COW_FORMAT, at: 32 },
        { at: 36, ...BACKING_FILE, type: 'char[4096]' },
        {
          at: 4132,
          hole: 4,
          cause: 'tail-padding',
          summary: 'Padding that makes the struct a multiple of 8 bytes.',
        },
      ],
    },
  },
  values: NEW_VALUES,
  regions: NEW_REGIONS,
  rules: NEW_RULES,
  info: INFO,
  driver: DRIVER,
  lineage: {
    from: 'uml-cow-v3',
    summary: 'The compiler leaves four bytes after mtime: what follows lies 4 bytes higher.',
  },
  example: {
    title: 'A 1 MiB disk with a few sectors written',
    size: 1060864,
    parts: [
      {
        at: 0,
        bytes:
          '4f 4f 4f 4d 00 00 00 03 4d 7c 6d 00 00 00 00 00 00 00 00 00 00 10 00 00 00 00 02 00 00 00 10 00 00 00 00 00',
      },
      { at: 36, bytes: '75 62 61 73 65 31 6d 2e 72 61 77' },
      { at: 8192, bytes: '01 1e' },
      { at: 8254, bytes: 'f0 ff ff' },
      { at: 8447, bytes: '80' },
      { at: 12288, bytes: '01 01 01 01 01 01 01 01' },
    ],
  },
})
