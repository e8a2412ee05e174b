/** The layouts of the known formats, apart from the registry: readers of images do not need them. */
import { layouts } from '../../generated/layouts.ts'
import type { Layout } from '../layout/layout.ts'
import { outsideFormats } from './registry.ts'

/** The layout of the format of that exact id. */
export function findLayout(id: string): Layout | undefined {
  const outside = outsideFormats.find(({ layout }) => layout.id === id)
  return outside?.layout ?? layouts.find((layout) => layout.id === id)
}
