/** Verdicts in words. */
import { listText, type Refusal, type Verdict } from './model.ts'

/** Fewest bytes alike that are worth a word. */
const ALIKE = 4

/** The verdict in sentences; `name` writes an id. */
export function verdictSentences(
  verdict: Verdict,
  name: (id: string) => string = (id) => id,
): readonly string[] {
  const reader = `A reader of ${name(verdict.reader)}`
  const file = `${name(verdict.file)} file`
  if (verdict.kind === 'refuses') {
    const reasons = verdict.reasons.map(refusalText)
    const alike =
      verdict.alike >= ALIKE
        ? [
            `The first ${verdict.alike} bytes are alike: a tool that looks at them alone takes one for the other.`,
          ]
        : []
    return [`${reader} refuses ${article(verdict.file)} ${file}: ${reasons.join('; ')}.`, ...alike]
  }
  const takes = verdict.kind === 'takes' ? 'takes' : 'may take'
  const first = `${reader} ${takes} ${article(verdict.file)} ${file} for its own`
  const { misread, misplaced, evidence, refusesIf } = verdict
  const isWrong = misread.length > 0 || misplaced.length > 0
  const where = misplaced.length === 1 ? 'it is' : 'they are'
  const sentences: readonly (readonly [string, isTrue: boolean])[] = [
    [`${first}, and finds all of it where it looks.`, !isWrong],
    [`${first}, and misreads it.`, isWrong],
    [`It reads ${misread.join('; ')}.`, misread.length > 0],
    [`It looks for ${listText(misplaced)} where ${where} not.`, misplaced.length > 0],
    [
      `In a file of ${name(verdict.reader)} this would hold: ${evidence.map(unstopped).join('; ')}.`,
      isWrong && evidence.length > 0,
    ],
    [`It refuses the file if ${refusesIf.join(', or ')}.`, refusesIf.length > 0],
  ]
  return sentences.filter(([, isTrue]) => isTrue).map(([sentence]) => sentence)
}

const unstopped = (text: string) => text.replace(/\.$/, '')

const article = (id: string) => (/^[aeio]/.test(id) ? 'an' : 'a')

/** `version, bytes 8–11, is 01 00 00 00, not 00 00 00 01`. */
function refusalText({ field, offset, size, found, wanted, reads }: Refusal): string {
  const place = size === 1 ? `byte ${offset}` : `bytes ${offset}–${offset + size - 1}`
  const what = field === undefined ? place : `${field}, ${place},`
  // Bytes past the last that is known say nothing.
  const number = reads === undefined ? '' : ` (read as ${reads})`
  const isPlural = field === undefined && size > 1
  const shown = found.replace(/( \.\.)+$/, ' …')
  return `${what} ${isPlural ? 'are' : 'is'} ${shown}${number}, not ${wanted}`
}
