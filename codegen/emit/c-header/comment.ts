/** Comments of the C header. */
import { wrapText } from '../../../src/layout/index.ts'

const WIDTH = 100

/** A block of text; an empty one separates paragraphs, and one that begins with `- ` hangs. */
export type Paragraphs = readonly string[]

/** A documentation comment: on one line where it fits. */
export function docComment(paragraphs: Paragraphs, indent = ''): readonly string[] {
  const [only = '', ...more] = paragraphs
  const line = `${indent}/** ${inert(only)} */`
  return more.length === 0 && line.length <= WIDTH ? [line] : block('/**', paragraphs, indent)
}

/** A comment over several lines. */
export function block(open: '/*' | '/**', paragraphs: Paragraphs, indent = ''): readonly string[] {
  const lines = paragraphs.flatMap((text) => {
    const hang = text.startsWith('- ') ? '  ' : ''
    const wrapped = wrapText(inert(text), WIDTH - indent.length - ' * '.length - hang.length)
    return wrapped.map((line, at) => `${indent} * ${at > 0 ? hang : ''}${line}`.trimEnd())
  })
  return [`${indent}${open}`, ...lines, `${indent} */`]
}

/** Text that neither ends the comment nor opens another, nor is a trigraph, on one line. */
export function inert(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replace(/\?(?=\?)/g, '? ')
}
