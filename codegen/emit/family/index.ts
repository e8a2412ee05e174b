/** The family pages: the formats that belong together, side by side and step by step. */
import type { Emitter } from '../../output.ts'
import { loadTemplates } from '../markdown/templates.ts'
import { tidy } from '../markdown/tidy.ts'
import { families } from './families.ts'
import { familyView } from './family-view.ts'

const FOLDER = new URL('./', import.meta.url)

/** `family-<family>.md` for each family of more than one format. */
export const emitFamilies: Emitter = (formats) => {
  const template = loadTemplates(FOLDER)
  return families(formats).map((family) => ({
    root: 'docs',
    path: family.page,
    text: tidy(template('family')(familyView(family))),
  }))
}
