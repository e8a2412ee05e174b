/** What tools say of a rule: `rules.ts` of each format, and `rules.ts` above them with all. */
import type { Format } from '../../ir.ts'
import { banner, type EmitOptions, type Emitter, type OutputFile } from '../../output.ts'
import { literal } from '../layout/index.ts'
import { doc, quote } from '../typescript/text.ts'
import { ruleData, rulesOfFormat } from './docs.ts'
import { GENERAL_RULES } from './general.ts'

/** Emits the rule documents of each format, and the list of all rules. */
export const emitRules: Emitter = (formats, options) => [
  ...formats.map((format) => formatFile(format, options)),
  listFile(formats, options),
]

/** Page with the rules of every file. */
const GENERAL_PAGE = 'index.md'

function formatFile(format: Format, options: EmitOptions): OutputFile {
  const text = [
    `// ${banner(format)}\n`,
    `import type { RuleDoc } from ${quote(options.runtime)}\n\n`,
    `${doc(`${format.title}: every rule, and what to do about a finding.`)}\n`,
    `export const ${format.names.camel}Rules: readonly RuleDoc[] = `,
    `${literal(rulesOfFormat(format), '')}\n`,
  ]
  return { root: 'out', path: `${format.id}/rules.ts`, text: text.join('') }
}

function listFile(formats: readonly Format[], options: EmitOptions): OutputFile {
  const general = Object.fromEntries(
    GENERAL_RULES.map((rule) => [quote(rule.id), ruleData(rule, GENERAL_PAGE)]),
  )
  const named = formats.map(({ id, names }) => `  ${quote(id)}: ${names.camel}Rules,\n`)
  const text = [
    `// ${banner(undefined)}\n`,
    `import type { RuleDoc } from ${quote(options.runtime.replace('../../', '../'))}\n`,
    ...formats.map(
      ({ id, names }) =>
        `import { ${names.camel}Rules } from './${id}/rules${options.extension}'\n`,
    ),
    '\n/** Id of a rule of every file. */\n',
    `export type GeneralRuleId = ${GENERAL_RULES.map(({ id }) => quote(id)).join(' | ')}\n`,
    '\n/** The rules of every file, whatever its format, by their ids. */\n',
    `export const GENERAL_RULES: Readonly<Record<GeneralRuleId, RuleDoc>> = ${literal(general, '')}\n`,
    '\n/** The rules of each format, by its id. */\n',
    `export const formatRules: Readonly<Record<string, readonly RuleDoc[]>> = {\n${named.join('')}}\n`,
  ]
  return { root: 'out', path: 'rules.ts', text: text.join('') }
}
