/** The output of `validate`, piece by piece: what comes before, between and after the files. */
import { sarifEnd, sarifStart, summaryText, type Tally } from '../validate/index.ts'
import type { Io } from './io.ts'
import type { CheckSettings } from './validate-check.ts'

/** Turns the texts of files into one output. */
export interface Output {
  readonly start: string
  /** The text of one file, with what stands between it and the one before. */
  readonly file: (text: string) => string
  readonly end: (tally: Tally, failures: readonly string[]) => string
}

/** The output that the settings ask for. */
export function createOutput(
  settings: CheckSettings,
  { io, version, specs }: { readonly io: Io; readonly version: string; readonly specs: string },
): Output {
  switch (settings.output) {
    case 'human':
      return humanOutput(settings, io)
    case 'json':
      return settings.isOne ? oneJson() : manyJson()
    case 'jsonl':
      return { start: '', file: (text) => `${text}\n`, end: () => '' }
    case 'sarif':
      return {
        start: sarifStart(),
        file: separated(',\n', (text) => text),
        end: ({ rules }, failures) => sarifEnd({ version, specs, rules: rules.keys(), failures }),
      }
  }
}

function humanOutput({ isOne, isQuiet }: CheckSettings, { paint, width }: Io): Output {
  const isLine = (text: string) => text.indexOf('\n') === text.length - 1
  let before = ''
  return {
    start: '',
    file(text) {
      // An empty line between reports, but not between those of one line.
      const gap = before === '' || (isLine(before) && isLine(text)) ? '' : '\n'
      before = text
      return `${gap}${text}`
    },
    end(tally) {
      if (isOne || isQuiet) return ''
      return `${before === '' ? '' : '\n'}${summaryText(tally, { paint, width })}`
    },
  }
}

/** Nothing where the file could not be opened. */
function oneJson(): Output {
  return { start: '', file: (text) => `${text}\n`, end: () => '' }
}

function manyJson(): Output {
  let isEmpty = true
  return {
    start: '[',
    file: separated(',', (text) => {
      isEmpty = false
      return `\n  ${text.replaceAll('\n', '\n  ')}`
    }),
    end: () => (isEmpty ? ']\n' : '\n]\n'),
  }
}

function separated(separator: string, show: (text: string) => string): Output['file'] {
  let isFirst = true
  return (text) => {
    const shown = `${isFirst ? '' : separator}${show(text)}`
    isFirst = false
    return shown
  }
}
