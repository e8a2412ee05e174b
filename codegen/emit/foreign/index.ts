/** The signatures of formats that are only recognised: `foreign.ts`, if there are any. */
import { banner, type Emitter } from '../../output.ts'
import { byteArray, quote } from '../typescript/text.ts'

/** Emits `foreign.ts`. */
export const emitForeign: Emitter = (_formats, { runtime, foreign = [] }) => {
  if (foreign.length === 0) return []
  const entries = foreign.flatMap(({ name, title, onDisks, detect }) =>
    detect.map(({ at, fromEnd, bytes }) => {
      const facts = [
        `name: ${quote(name)}`,
        `title: ${quote(title)}`,
        ...(onDisks ? ['onDisks: true'] : []),
        `at: ${at}`,
        `fromEnd: ${fromEnd}`,
        `bytes: ${byteArray(bytes)}`,
      ]
      return `  {\n${facts.map((fact) => `    ${fact},\n`).join('')}  },\n`
    }),
  )
  const text = [
    `// ${banner(undefined)}\n`,
    `import type { ForeignSignature } from ${quote(runtime.replace('../../', '../'))}\n\n`,
    '/** Signatures of formats that are recognised and not supported. */\n',
    `export const foreignSignatures: readonly ForeignSignature[] = [\n${entries.join('')}]\n`,
  ]
  return [{ root: 'out', path: 'foreign.ts', text: text.join('') }]
}
