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
  id: 'cow-v2-i386',
  family: 'cow',
  title: 'QEMU cow, version 2, of 32-bit x86 builds',
  status: 'historic',
  unusual: true,
  until: 'QEMU 2.1',
  endian: 'big',
  summary: 'The cow format as 32-bit x86 builds of QEMU wrote it: the same struct without holes.',
  details: `QEMU wrote its header struct as the compiler had laid it out. A 32-bit x86 compiler aligns 64-bit integers to 4 bytes only, so that everything
from \`size\` on lies 4 bytes lower than in [cow-v2](cow-v2.md), and the bitmap begins 8 bytes earlier. Nothing in the file says which build wrote it.`,
  howItWorks: `As [cow-v2](cow-v2.md), with other offsets. The two share magic and version, so tools tell them apart by what they would make of the
header: where the one keeps \`sectorsize\`, the other has half of \`size\`, or the bitmap. Name the format where that fails.

A 64-bit build reads an image of this kind as a disk of thousands of tebibytes.`,
  sources: [MAIL, COW_C],
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  evidence: EVIDENCE,
  structs: {
    header: {
      size: 1048,
      summary: 'Fixed header at the start of the file.',
      sources: [MAIL],
      c: { name: 'cow_header_v2', abi: 'i386', packed: false },
      fields: [
        { at: 0, ...MAGIC },
        { at: 4, ...VERSION },
        { at: 8, ...BACKING_FILE },
        { at: 1032, ...MTIME },
        { at: 1036, ...SIZE },
        { at: 1044, ...SECTORSIZE },
      ],
    },
  },
  values: VALUES,
  regions: REGIONS,
  rules: RULES,
  info: INFO,
  driver: DRIVER,
  lineage: {
    from: 'cow-v2',
    summary: 'The compiler leaves no holes: what follows mtime lies 4 bytes lower.',
  },
  example: {
    title: 'An empty 1 MiB disk',
    madeBy: 'qemu-img create -f cow i386_empty.cow 1M (QEMU 1.1.2, struct laid out as on i386)',
    size: 1304,
    parts: [
      { at: 0, bytes: '4f 4f 4f 4d 00 00 00 02' },
      { at: 1036, bytes: '00 00 00 00 00 10 00 00 00 00 02 00' },
    ],
  },
})
