/** The regions of the file beyond the header; bitmaps with the meaning of their bits. */
import { evaluate, sizeText } from '../../../src/layout/index.ts'
import type { Expr, Format, Region } from '../../ir.ts'
import { show, toPlain } from '../../resolve/expressions.ts'
import { bytesText, code, formula, sourceText, titleOf } from './words.ts'
import { bitsText, setBits, type WorkedExample } from './worked-example.ts'

/** What `region.hbs` shows. */
export interface RegionView {
  readonly anchor: string
  readonly title: string
  readonly summary: string
  readonly details: string
  readonly sources: readonly string[]
  readonly at: string
  readonly size: string
  readonly facts: readonly string[]
  readonly bitmap: BitmapView | undefined
}

interface BitmapView {
  readonly granularity: string
  readonly unit: string
  readonly order: string
  readonly test: string
  readonly set: string
  readonly clear: string
  readonly count: string
  readonly example: string
}

/** The regions in the order of the schema. */
export function regionViews(
  format: Format,
  worked: WorkedExample | undefined,
): readonly RegionView[] {
  return format.regions.map((region) => ({
    anchor: region.anchor,
    title: titleOf(region.names.spec),
    summary: region.summary,
    details: region.details ?? '',
    sources: region.sources.map(sourceText),
    at: formula(region.at),
    size: formula(region.size),
    facts: facts(region),
    bitmap: bitmapView(region, worked),
  }))
}

function facts(region: Region): readonly string[] {
  const all: string[] = []
  if (region.when) all.push(`It is there only if ${formula(region.when)}.`)
  if (region.align) all.push(`Its offset is a multiple of ${formula(region.align)}.`)
  if (region.entry) {
    const { names, anchor, size } = region.entry
    all.push(`It is an array of [${code(names.spec)}](#${anchor}), ${bytesText(size)} each.`)
  }
  if (region.maxSize) all.push(`Readers accept at most ${limitText(region.maxSize)}.`)
  if (region.beyondFile === 'valid') all.push('The file may end before it does.')
  else all.push(`A file that ends before it does gets ${ARTICLE[region.beyondFile]}.`)
  return all
}

const ARTICLE = { error: 'an error', warning: 'a warning', notice: 'a notice' }

/** A limit that is a number as a size, any other as its formula. */
function limitText(limit: Expr): string {
  const value = evaluate(toPlain(limit), () => undefined)
  return typeof value === 'bigint' ? sizeText(value) : `${formula(limit)} bytes`
}

const ORDERS = {
  'lsb-first': {
    order: 'least significant bit first: bit *n* is bit *n* % 8 of byte *n* / 8',
    test: '(bitmap[n / 8] >> (n % 8)) & 1',
  },
  'msb-first': {
    order: 'most significant bit first: bit *n* is bit 7 - *n* % 8 of byte *n* / 8',
    test: '(bitmap[n / 8] >> (7 - n % 8)) & 1',
  },
}

function bitmapView(region: Region, worked: WorkedExample | undefined): BitmapView | undefined {
  const { bitmap } = region
  if (!bitmap) return undefined
  return {
    granularity:
      bitmap.unit.kind === 'int' ? bytesText(bitmap.unit.value) : `${formula(bitmap.unit)} bytes`,
    unit: show(bitmap.unit),
    order: ORDERS[bitmap.bits].order,
    test: ORDERS[bitmap.bits].test,
    set: bitmap.set,
    clear: bitmap.clear,
    count: bitmap.count
      ? `${formula(bitmap.count)}; the bits after them are padding`
      : 'all of them',
    example: worked ? exampleText(region, bitmap, worked) : '',
  }
}

/** Which bits the example has set, and what one run of them stands for. */
function exampleText(
  region: Region,
  { bits, unit }: NonNullable<Region['bitmap']>,
  { bytes, value }: WorkedExample,
): string {
  if (region.when && value(region.when) !== true) return ''
  const at = value(region.at)
  const size = value(region.size)
  const step = value(unit)
  if (typeof at !== 'bigint' || typeof size !== 'bigint' || typeof step !== 'bigint') return ''
  const runs = setBits(bytes.subarray(Number(at), Number(at + size)), bits)
  const run = runs[1] ?? runs[0]
  if (!run) return bitsText(runs)
  const [first, last] = run
  const name = first === last ? `bit ${first} stands` : `bits ${first}–${last} stand`
  const end = BigInt(last + 1) * step - 1n
  return `${bitsText(runs)}; ${name} for bytes ${BigInt(first) * step}–${end} of the disk`
}
