/** Sizes and counts as people read them. */

/** `12 bytes`, `4 MiB`, `976.6 KiB`: in the largest unit that gives at least 1. */
export function sizeText(size: bigint): string {
  if (size < 1024n) return size === 1n ? '1 byte' : `${size} bytes`
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  let unit = 0
  let scale = 1024n
  while (unit < units.length - 1 && size >= scale * 1024n) {
    unit += 1
    scale *= 1024n
  }
  const tenths = (size * 10n) / scale
  const exact = (size * 10n) % scale === 0n
  const number = tenths % 10n === 0n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`
  return `${exact ? '' : '≈ '}${number} ${units[unit]}`
}

/** A count with thousands apart: `1,048,576`. */
export function countText(count: number | bigint): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 file`, `2,000 files`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}
