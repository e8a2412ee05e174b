/** The spec pages: one per format, and an index of them. */
import type { Emitter } from '../../output.ts'
import { indexView } from './index-view.ts'
import { pageView } from './page-view.ts'
import { loadTemplates } from './templates.ts'
import { tidy } from './tidy.ts'

/** `<id>.md` for every format, and `index.md`. */
export const emitMarkdown: Emitter = (formats) => {
  const template = loadTemplates()
  const page = template('page')
  const index = template('index')
  return [
    ...formats.map((format) => ({
      root: 'docs' as const,
      path: `${format.id}.md`,
      text: tidy(page(pageView(format))),
    })),
    { root: 'docs', path: 'index.md', text: tidy(index(indexView(formats))) },
  ]
}
