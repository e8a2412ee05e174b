/** What a 64-bit field above 2^53 becomes; speed is worth little if the value is wrong. */
import { parseCowV2Header, serializeCowV2Header } from '../../generated/cow-v2/structs.ts'
import { BEYOND_DOUBLE } from './headers.ts'
import type { KaitaiParsers } from './kaitai.ts'

/** The size of a disk, written and read back. */
export interface Exactness {
  readonly written: bigint
  readonly generated: bigint
  readonly kaitai: number
}

/** Reads a size of 2^53 + 1 with both. */
export function exactness(kaitai: KaitaiParsers): Exactness {
  const bytes = serializeCowV2Header({ size: BEYOND_DOUBLE })
  return {
    written: BEYOND_DOUBLE,
    generated: parseCowV2Header(bytes).size,
    kaitai: kaitai.cowV2Header(bytes.buffer).size,
  }
}

/** The same in words. */
export function exactnessText({ written, generated, kaitai }: Exactness): string {
  const word = (right: boolean) => (right ? '✓ exact' : '✗ not exact')
  return [
    `Exactness: a size of ${written} (2^53 + 1) is read`,
    `  by the generated code as ${generated}   ${word(generated === written)}`,
    `  by Kaitai as             ${BigInt(kaitai)}   ${word(BigInt(kaitai) === written)}`,
    '',
  ].join('\n')
}
