/** The spec pages: one per format, an index of them, and a list of all rules. */
import type { Emitter } from '../../output.ts'
import { familyWith } from '../family/families.ts'
import { allRulesView } from './all-rules-view.ts'
import { indexView } from './index-view.ts'
import { pageView } from './page-view.ts'
import { loadTemplates } from './templates.ts'
import { tidy } from './tidy.ts'

/** `<id>.md` for every format, `index.md`, and the page with every rule. */
export const emitMarkdown: Emitter = (formats, { foreign = [], rulesPage = 'rules.md' }) => {
  const template = loadTemplates()
  const page = template('page')
  const file = (path: string, text: string) => ({ root: 'docs' as const, path, text: tidy(text) })
  const specs = rulesPage.startsWith('../') ? 'specs/' : ''
  return [
    ...formats.map((format) =>
      file(
        `${format.id}.md`,
        page(pageView(format, { rulesPage, family: familyWith(format, formats) })),
      ),
    ),
    file('index.md', template('index')(indexView(formats, { foreign, rulesPage }))),
    file(rulesPage, template('all-rules')(allRulesView(formats, specs))),
  ]
}
