/** The formats of this repository, and a small one that has what they lack. */

import type { Format } from '../../../codegen/ir.ts'
import { loadSchemas } from '../../../codegen/load.ts'
import { byByteOrder } from '../../../codegen/resolve/byte-orders.ts'
import { resolve } from '../../../codegen/resolve/index.ts'

/** Resolves a schema that is known to be right. */
export function resolved(schema: unknown, file: string): Format {
  const result = resolve(schema, file)
  if (result.kind === 'format') return result.format
  const text = result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n')
  throw new TypeError(`Cannot resolve ${file}:\n${text}`)
}

/** Every format below `schemas/`. */
export async function repositoryFormats(): Promise<readonly Format[]> {
  const loaded = await loadSchemas(['schemas'])
  return loaded.flatMap(({ file, schema }) => byByteOrder(schema).map((one) => resolved(one, file)))
}

/**
 * Names too long for their boxes, pipes and angle brackets in prose, a word divided into runs, two
 * byte orders, a bitmap that counts from the most significant bit, and no example.
 */
export const ODD = {
  id: 'odd-v1',
  family: 'odd',
  title: 'Odd <format> | with pipes',
  status: 'example',
  endian: 'little',
  summary: 'One | two & <three>.',
  sources: [{ title: 'None [really]', locator: 'nowhere', url: 'https://example.org/a' }],
  detect: [{ at: 4, bytes: '00 ff' }],
  structs: {
    header: {
      size: 24,
      summary: 'All of it.',
      c: { name: 'odd', abi: 'x86_64', packed: false },
      fields: [
        { at: 0, name: 'narrow_field_of_a_very_long_name', type: 'u8', summary: 'a | b' },
        { at: 1, hole: 1, cause: 'alignment', summary: 'Left before the u16.' },
        { at: 2, name: 'other_order', type: 'u16', endian: 'big', summary: 'Big.' },
        {
          at: 4,
          name: 'word',
          type: 'u32',
          summary: 'Divided.',
          bits: [
            { bit: 0, name: 'flag_with_a_long_name', summary: 'x | y' },
            { bit: 4, width: 20, name: 'run', summary: 'A run.', details: 'One.\n\nTwo.' },
          ],
        },
        { at: 8, name: 'length', type: 'u64', unit: 'bytes', summary: 'Size of the disk.' },
        { at: 16, name: 'tail', type: 'u8', summary: 'Last.' },
        { at: 17, hole: 7, cause: 'tail-padding', summary: 'Fills up.' },
      ],
    },
  },
  regions: [
    {
      name: 'map',
      kind: 'bitmap',
      at: 'sizeof(header)',
      size: 'ceilDiv(header.length, 8 * 4096)',
      bitmap: { unit: '4096', bits: 'msb-first', set: 'one | two', clear: 'none' },
      summary: 'A bitmap.',
    },
  ],
  rules: [
    {
      id: 'tail',
      severity: 'notice',
      assert: 'header.tail == 0 || header.tail == 2',
      message: 'the tail is odd',
      at: 'header.tail',
      summary: 'The tail is 0 | 2.',
      advice: 'Cut the tail | leave it.',
    },
  ],
  info: { virtualSize: 'header.length', clusterSize: '4096' },
}
