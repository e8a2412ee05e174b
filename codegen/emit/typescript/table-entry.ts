/** Accessors for table entries of one word. */
import type { Field, Struct } from '../../ir.ts'
import type { Statements } from './statements.ts'

/** Accessors for a table of one-word entries, on u32 halves: no allocation per entry. */
export function addEntryAccessors(file: Statements, struct: Struct): void {
  const [word, ...others] = struct.items
  if (word?.kind !== 'field' || others.length > 0 || !word.bits || !('bits' in word.type)) return
  for (const bits of word.bits) {
    const { width, scaled } = bits
    const flag = width === 1
    const name = `read${struct.fullNames.pascal}${bits.names.pascal}`
    const kind = flag ? 'whether it is set' : scaled ? 'in place' : 'shifted down'
    file.addFunction({
      name,
      isExported: true,
      docs: [`${bits.summary} Of entry \`index\` of a table; ${kind}.`],
      parameters: [
        { name: 'view', type: 'DataView' },
        { name: 'index', type: 'number' },
      ],
      returnType: flag ? 'boolean' : 'number',
      statements: [`return ${entryExpression(word, bits)}`],
    })
  }
}

function entryExpression(
  word: Field,
  bits: { bit: number; width: number; scaled: boolean },
): string {
  const little = word.endian === 'little'
  const half = (which: 'low' | 'high') => {
    const second = (which === 'low') !== little
    const at = `index * ${word.size}${word.size === 8 && second ? ' + 4' : ''}`
    const method = `getUint${Math.min(word.size, 4) * 8}`
    return `view.${method}(${at}${little && word.size > 1 ? ', true' : ''})`
  }
  const masks = (from: number) => {
    const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.bit)
    return Number((mask >> BigInt(from)) & 0xffffffffn)
  }
  const low = masks(0)
  const high = word.size === 8 ? masks(32) : 0
  // `&` gives a signed number: only a mask with bit 31 needs the shift.
  const part = (which: 'low' | 'high', mask: number) => {
    const text = `(${half(which)} & 0x${mask.toString(16)})`
    return bits.width > 1 && mask > 0x7fffffff ? `(${text} >>> 0)` : text
  }
  if (bits.width === 1) {
    return high === 0 ? `${part('low', low)} !== 0` : `${part('high', high)} !== 0`
  }
  const terms: string[] = []
  if (high !== 0) terms.push(`${part('high', high)} * 0x100000000`)
  if (low !== 0) terms.push(part('low', low))
  const sum = terms.join(' + ')
  return bits.scaled || bits.bit === 0 ? sum : `Math.floor((${sum}) / ${2 ** bits.bit})`
}
