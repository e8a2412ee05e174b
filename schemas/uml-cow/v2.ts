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
  V2_EVIDENCE,
} from './parts.ts'

export default defineFormat({
  id: 'uml-cow-v2',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 2',
  status: 'historic',
  unusual: true,
  endian: 'big',
  summary: 'Copy-on-write layer of a User-mode Linux disk, big-endian, with a name of 4096 bytes.',
  details: `Integers are big-endian on every host, and the name of the backing file may be long. QEMU took its [cow format](cow-v2.md) from here, kept magic and
version, and cut the name to 1024 bytes: each of the two reads the other's images as empty or absurd. The sector size tells them apart, which each keeps in
another place.

Hosts whose compiler did not pack the struct wrote it with holes. Only the packed layout is described here, as the tools of today read it.`,
  howItWorks: `As in [version 1](uml-cow-v1-le.md): one bit per sector says whether the sector is in this file or in the backing file. Bitmap and data
follow the header, the data at a multiple of the sector size.`,
  sources: SOURCES,
  detect: [{ at: 0, fields: ['magic', 'version'] }],
  evidence: V2_EVIDENCE,
  structs: {
    header: {
      size: 4120,
      summary: 'Fixed header at the start of the file.',
      c: { name: 'cow_header_v2', abi: 'x86_64', packed: true },
      fields: [
        { at: 0, ...MAGIC },
        {
          at: 4,
          name: 'version',
          type: 'u32',
          const: 2,
          summary: 'Format version; QEMU cow has the same.',
        },
        { at: 8, ...BACKING_FILE, type: 'char[4096]' },
        { at: 4104, ...MTIME },
        { at: 4108, ...SIZE },
        { at: 4116, ...SECTORSIZE },
      ],
    },
  },
  values: OLD_VALUES,
  regions: OLD_REGIONS,
  rules: OLD_RULES,
  info: INFO,
  driver: DRIVER,
  lineage: {
    from: 'uml-cow-v1-be',
    summary: 'Big-endian on every host, and the name has 4096 bytes.',
  },
  example: {
    title: 'A 1 MiB disk with a few sectors written',
    size: 1053184,
    parts: [
      { at: 0, bytes: '4f 4f 4f 4d 00 00 00 02 75 62 61 73 65 31 6d 2e 72 61 77' },
      { at: 4104, bytes: '4d 7c 6d 00 00 00 00 00 00 10 00 00 00 00 02 00 01 1e' },
      { at: 4182, bytes: 'f0 ff ff' },
      { at: 4375, bytes: '80' },
      { at: 4608, bytes: '01 01 01 01 01 01 01 01' },
    ],
  },
})
