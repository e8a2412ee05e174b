// Generated from schemas/uml-cow/v2.ts by `cowtools generate`. Do not edit: change the schema and run it again.
import type { Layout } from '../../src/layout/index.ts'

/** User-mode Linux COW, version 2: its layout as plain data. */
export const layout: Layout = {
  id: 'uml-cow-v2',
  family: 'uml-cow',
  title: 'User-mode Linux COW, version 2',
  status: 'historic',
  summary: 'Copy-on-write layer of a User-mode Linux disk, big-endian, with a name of 4096 bytes.',
  signatures: [{ at: 0, bytes: '4f 4f 4f 4d 00 00 00 02' }],
  structs: [
    {
      name: 'header',
      summary: 'Fixed header at the start of the file.',
      size: 4120,
      minSize: 4120,
      items: [
        {
          kind: 'field',
          name: 'magic',
          summary: 'The text "OOOM", or "MOOO" where the number was written little-endian.',
          offset: 0,
          size: 4,
          type: 'u32',
          endian: 'big',
          display: 'hex',
          constant: 1330597709n,
          inTail: false,
        },
        {
          kind: 'field',
          name: 'version',
          summary: 'Format version; QEMU cow has the same.',
          offset: 4,
          size: 4,
          type: 'u32',
          endian: 'big',
          display: 'decimal',
          constant: 2n,
          inTail: false,
        },
        {
          kind: 'field',
          name: 'backing_file',
          summary: 'Name of the backing file.',
          offset: 8,
          size: 4096,
          type: 'char',
          pad: 'nul',
          endian: 'big',
          display: 'decimal',
          inTail: false,
          fallback: '',
        },
        {
          kind: 'field',
          name: 'mtime',
          summary: 'Modification time of the backing file when the image was made.',
          offset: 4104,
          size: 4,
          type: 'u32',
          endian: 'big',
          unit: 'seconds since 1970-01-01 UTC',
          display: 'time',
          inTail: false,
          fallback: 0n,
        },
        {
          kind: 'field',
          name: 'size',
          summary: 'Length of the backing file when the image was made, and so the size of the disk.',
          offset: 4108,
          size: 8,
          type: 'u64',
          endian: 'big',
          unit: 'bytes',
          display: 'decimal',
          inTail: false,
        },
        {
          kind: 'field',
          name: 'sectorsize',
          summary: 'Bytes that one bit of the bitmap stands for.',
          offset: 4116,
          size: 4,
          type: 'u32',
          endian: 'big',
          unit: 'bytes',
          display: 'decimal',
          inTail: false,
          fallback: 512n,
        },
      ],
      c: {
        name: 'cow_header_v2',
        abi: 'x86_64',
        packed: true,
        layouts: [
          { abi: 'x86_64', size: 4120, moved: {}, holes: [] },
          { abi: 'i386', size: 4120, moved: {}, holes: [] },
          { abi: 'arm', size: 4120, moved: {}, holes: [] },
          { abi: 'aarch64', size: 4120, moved: {}, holes: [] },
        ],
      },
    },
  ],
  area: { kind: 'int', value: 4120n },
  areaLimit: 4120,
  strings: [],
  inputs: [],
  values: [
    {
      name: 'sector',
      value: {
        kind: 'call',
        function: 'max',
        args: [{ kind: 'int', value: 1n }, { kind: 'name', name: 'header.sectorsize' }],
      },
    },
    {
      name: 'sectors',
      value: {
        kind: 'binary',
        operator: '/',
        left: { kind: 'name', name: 'header.size' },
        right: { kind: 'name', name: 'sector' },
      },
    },
    {
      name: 'bitmap_size',
      value: {
        kind: 'binary',
        operator: '/',
        left: {
          kind: 'binary',
          operator: '-',
          left: {
            kind: 'binary',
            operator: '+',
            left: { kind: 'name', name: 'header.size' },
            right: { kind: 'name', name: 'sector' },
          },
          right: { kind: 'int', value: 1n },
        },
        right: {
          kind: 'binary',
          operator: '*',
          left: { kind: 'int', value: 8n },
          right: { kind: 'name', name: 'sector' },
        },
      },
    },
    {
      name: 'data_offset',
      value: {
        kind: 'call',
        function: 'alignUp',
        args: [
          {
            kind: 'binary',
            operator: '+',
            left: { kind: 'int', value: 4120n },
            right: { kind: 'name', name: 'bitmap_size' },
          },
          { kind: 'name', name: 'sector' },
        ],
      },
    },
  ],
  regions: [
    {
      name: 'allocation_bitmap',
      summary: 'One bit per sector of the disk.',
      kind: 'bitmap',
      at: { kind: 'int', value: 4120n },
      size: { kind: 'name', name: 'bitmap_size' },
      bitmap: {
        unit: { kind: 'name', name: 'sector' },
        bits: 'lsb-first',
        count: {
          kind: 'call',
          function: 'min',
          args: [
            {
              kind: 'call',
              function: 'ceilDiv',
              args: [{ kind: 'name', name: 'header.size' }, { kind: 'name', name: 'sector' }],
            },
            {
              kind: 'binary',
              operator: '*',
              left: { kind: 'name', name: 'bitmap_size' },
              right: { kind: 'int', value: 8n },
            },
          ],
        },
      },
    },
    {
      name: 'data',
      summary: 'Sector *n* of the disk stands at *n* sectors from here, if its bit is 1.',
      kind: 'data',
      at: { kind: 'name', name: 'data_offset' },
      size: { kind: 'name', name: 'header.size' },
      mayEndEarly: true,
    },
  ],
  rules: [
    {
      id: 'uml-cow-v2.sectorsize',
      at: 'header.sectorsize',
      assert: {
        kind: 'call',
        function: 'isPowerOfTwo',
        args: [{ kind: 'name', name: 'header.sectorsize' }],
      },
    },
    {
      id: 'uml-cow-v2.size.unaligned',
      at: 'header.size',
      assert: {
        kind: 'binary',
        operator: '==',
        left: {
          kind: 'binary',
          operator: '%',
          left: { kind: 'name', name: 'header.size' },
          right: { kind: 'name', name: 'sector' },
        },
        right: { kind: 'int', value: 0n },
      },
    },
    {
      id: 'uml-cow-v2.size.limit',
      at: 'header.size',
      assert: {
        kind: 'binary',
        operator: '<',
        left: { kind: 'name', name: 'data_offset' },
        right: {
          kind: 'binary',
          operator: '<<',
          left: { kind: 'int', value: 1n },
          right: { kind: 'int', value: 31n },
        },
      },
      shown: { value: { kind: 'name', name: 'data_offset' }, as: 'bytes' },
    },
    {
      id: 'uml-cow-v2.backing_file.empty',
      at: 'header.backing_file',
      assert: {
        kind: 'binary',
        operator: '!=',
        left: { kind: 'name', name: 'header.backing_file' },
        right: { kind: 'text', value: '' },
      },
    },
    {
      id: 'uml-cow-v2.size.rounding',
      at: 'header.size',
      assert: {
        kind: 'binary',
        operator: '<=',
        left: {
          kind: 'call',
          function: 'ceilDiv',
          args: [{ kind: 'name', name: 'header.size' }, { kind: 'name', name: 'sector' }],
        },
        right: {
          kind: 'binary',
          operator: '*',
          left: { kind: 'name', name: 'bitmap_size' },
          right: { kind: 'int', value: 8n },
        },
      },
    },
  ],
  info: {
    virtualSize: {
      kind: 'binary',
      operator: '*',
      left: { kind: 'name', name: 'sectors' },
      right: { kind: 'name', name: 'sector' },
    },
    clusterSize: { kind: 'name', name: 'sector' },
    backingFile: { kind: 'from', at: 'header.backing_file' },
    backingFormat: {
      kind: 'choose',
      choices: [
        {
          when: {
            kind: 'binary',
            operator: '!=',
            left: { kind: 'name', name: 'header.backing_file' },
            right: { kind: 'text', value: '' },
          },
          text: 'raw',
        },
      ],
    },
    specific: [],
  },
  backingMtime: { field: 'mtime', differs: 'error' },
  backingSize: { field: 'size', differs: 'error' },
  unusual: true,
  evidence: [
    {
      assert: {
        kind: 'call',
        function: 'isPowerOfTwo',
        args: [{ kind: 'name', name: 'header.sectorsize' }],
      },
      summary: 'the sector size is a power of two',
    },
    {
      assert: {
        kind: 'binary',
        operator: '>=',
        left: { kind: 'name', name: 'header.size' },
        right: { kind: 'int', value: 512n },
      },
      summary: 'the disk has at least one sector',
    },
    {
      assert: {
        kind: 'binary',
        operator: '<',
        left: { kind: 'name', name: 'data_offset' },
        right: {
          kind: 'binary',
          operator: '<<',
          left: { kind: 'int', value: 1n },
          right: { kind: 'int', value: 31n },
        },
      },
      summary: 'the data begins below 2 GiB',
    },
    {
      assert: {
        kind: 'binary',
        operator: '>=',
        left: { kind: 'name', name: 'fileSize' },
        right: { kind: 'int', value: 4120n },
      },
      summary: 'the file has room for the header',
    },
  ],
  driver: {
    size: 'size',
    backingFile: 'backing_file',
    backingMtime: 'mtime',
    unbacked: 'uncertain',
    needsBacking: true,
    sizeUnit: 1,
  },
}
