/**
 * A guide as a program: what its reader does, step by step, and what it says that he will see.
 *
 * | Fence                          | Meaning                                                    |
 * |--------------------------------|------------------------------------------------------------|
 * | `ts file=a.ts`                 | write this file                                            |
 * | `diff file=a.ts`               | change it: `-` lines go, `+` lines come, others stand      |
 * | `sh`                           | run these commands                                         |
 * | `text output exit=1`           | what the commands before print, and their exit code        |
 * | `text excerpt=a.md`            | part of that file                                          |
 *
 * In output and excerpts a line `…` stands for any lines.
 */

/** What a fence means. */
type Meaning =
  | { readonly kind: 'file' | 'diff' | 'excerpt'; readonly path: string }
  | { readonly kind: 'sh' }
  | { readonly kind: 'output'; readonly exit: number }

/** Something to do, or something to see. `line` is where its fence stands in the guide. */
export type Step = Meaning & { readonly line: number; readonly text: string }

const FENCE = /^```(.*)\n([\s\S]*?)^```$/gm

/** The steps of a guide, in order. Every fence is one. */
export function stepsOf(guide: string): readonly Step[] {
  return [...guide.matchAll(FENCE)].map(([, info = '', text = ''], index, all) => {
    const line = guide.slice(0, all[index]?.index).split('\n').length
    return { line, text, ...meaningOf(info, line) }
  })
}

function meaningOf(info: string, line: number): Meaning {
  const [language, ...words] = info.split(' ')
  const options = new Map(words.map((word) => [word.split('=')[0], word.split('=')[1]]))
  const path = options.get('file') ?? options.get('excerpt')
  if (language === 'sh' && words.length === 0) return { kind: 'sh' }
  if (options.has('output')) return { kind: 'output', exit: Number(options.get('exit') ?? 0) }
  if (path === undefined) throw new Error(`Line ${line} of the guide: "${info}" has no meaning`)
  if (options.has('excerpt')) return { kind: 'excerpt', path }
  return { kind: language === 'diff' ? 'diff' : 'file', path }
}

/** The text after a change. Its lines without the `+` ones must stand in it once. */
export function applyDiff(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n')
  const side = (mark: string) =>
    lines.flatMap((line) => (line.startsWith(mark) ? [] : [`${line.slice(1)}\n`])).join('')
  const parts = text.split(side('+'))
  if (parts.length !== 2) throw new Error(`Stands ${parts.length - 1} times:\n${side('+')}`)
  return parts.join(side('-'))
}

/** What a shown text stands for: itself, with any lines at `…`. */
export function pattern(shown: string): string {
  return shown.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/^…\n/gm, '(?:.*\\n)*?')
}
