import type { Format } from '../binary/format.ts'
import type { ByteSource } from './source.ts'

/** Reads the bytes that belong to the header of an image: what a format's functions take. */
export async function readHeader(
  source: ByteSource,
  format: Pick<Format, 'headerSize' | 'area' | 'areaLimit'>,
): Promise<Uint8Array> {
  const first = await source.read(0, format.headerSize)
  const area = Math.min(format.area(first), format.areaLimit)
  return area > first.length ? await source.read(0, area) : first
}
