/** Small pieces of TypeScript text. */
import type { Prose } from '../../ir.ts'

/** A string literal in single quotes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

/** An integer literal: hex where it reads better. */
export function integer(value: bigint, kind: 'number' | 'bigint', hex = false): string {
  const digits = hex && value >= 0n ? `0x${value.toString(16)}` : String(value)
  return kind === 'bigint' ? `${digits}n` : digits
}

/** `4f 4f` as a Uint8Array expression. */
export function byteArray(bytes: Uint8Array): string {
  const items = Array.from(bytes, (byte) => `0x${byte.toString(16).padStart(2, '0')}`)
  return `Uint8Array.of(${items.join(', ')})`
}

/** Text for a doc comment: the summary, then the details, with `*` `/` kept apart. */
export function docText(prose: Pick<Prose, 'summary' | 'details'>, first?: string): string {
  const lines = [first, prose.summary, prose.details && `\n${prose.details}`]
  return lines
    .filter((line) => line !== undefined)
    .join('\n')
    .replaceAll('*/', '* /')
}

/** A one-line doc comment. */
export function doc(text: string): string {
  return `/** ${text.replaceAll('*/', '* /').replaceAll('\n', ' ')} */`
}

/** `bytes 8–1031` */
export function bytesText(offset: number, size: number): string {
  return size === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + size - 1}`
}
