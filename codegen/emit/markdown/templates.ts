/** The page templates: `.hbs` files beside this module, each usable from the others by its name. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'

const FOLDER = new URL('./', import.meta.url)
const ENDING = '.hbs'

/** A page template: plain data in, Markdown out. */
export type Template = (view: object) => string

/** Loads every template of a folder; `name` is a file name without its ending. */
export function loadTemplates(folder: URL = FOLDER): (name: string) => Template {
  const engine = Handlebars.create()
  engine.registerHelper('cell', cell)
  const sources = new Map<string, string>()
  for (const file of readdirSync(fileURLToPath(folder)).sort()) {
    if (!file.endsWith(ENDING)) continue
    const name = file.slice(0, -ENDING.length)
    sources.set(name, readFileSync(new URL(file, folder), 'utf8'))
  }
  for (const [name, source] of sources) engine.registerPartial(name, source)
  return (name) => {
    const source = sources.get(name)
    if (source === undefined) throw new TypeError(`No template ${name}`)
    const template = engine.compile(source, {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: { cell: true },
    })
    return (view) => template(view)
  }
}

/** Text for a table cell: on one line, with its pipes escaped, paragraphs kept apart. */
export function cell(text: unknown): string {
  return String(text ?? '')
    .trim()
    .replace(/\|/g, '\\|')
    .replace(/\s*\n\s*\n\s*/g, '<br>')
    .replace(/\s*\n\s*/g, ' ')
}
