import { beforeAll, describe, expect, it } from 'vitest'
import { emitDiagrams } from '../../../codegen/emit/diagram/index.ts'
import { emitFamilies } from '../../../codegen/emit/family/index.ts'
import { emitMarkdown } from '../../../codegen/emit/markdown/index.ts'
import { cell } from '../../../codegen/emit/markdown/templates.ts'
import { tidy } from '../../../codegen/emit/markdown/tidy.ts'
import { GENERAL_RULES } from '../../../codegen/emit/rules/general.ts'
import type { Format } from '../../../codegen/ir.ts'
import { ODD, repositoryFormats, resolved } from './formats.ts'

const OPTIONS = { runtime: 'cowtools/binary', extension: '.ts' } as const
const odd = resolved(ODD, 'schemas/odd.ts')
let formats: readonly Format[]
let pages: ReadonlyMap<string, string>
let families: ReadonlyMap<string, string>
let paths: ReadonlySet<string>

beforeAll(async () => {
  formats = [...(await repositoryFormats()), odd]
  pages = new Map(emitMarkdown(formats, OPTIONS).map(({ path, text }) => [path, text]))
  families = new Map(emitFamilies(formats, OPTIONS).map(({ path, text }) => [path, text]))
  paths = new Set([
    ...pages.keys(),
    ...families.keys(),
    ...emitDiagrams(formats, OPTIONS).map(({ path }) => path),
  ])
})

function page(path: string): string {
  const text = pages.get(path) ?? families.get(path)
  if (text === undefined) throw new TypeError(`No page ${path}`)
  return text
}

/** Ids of a page, and the text outside of fenced blocks. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1] ?? '')
}

function outsideFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '')
}

/** Every anchor that findings may link to. */
function wantedAnchors(format: Format): readonly string[] {
  return [
    ...format.structs.flatMap(({ anchor, items }) => [anchor, ...items.map((one) => one.anchor)]),
    ...format.strings.map((one) => one.anchor),
    ...(format.extensions
      ? [format.extensions.anchor, ...format.extensions.types.map((one) => one.anchor)]
      : []),
    ...format.regions.map((one) => one.anchor),
    ...format.rules.map((one) => one.anchor),
    ...format.implied.map((one) => one.anchor),
    ...format.recordRules.map((one) => one.anchor),
    ...format.beyond.map((one) => one.anchor),
  ]
}

/** The id that GitHub gives to a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

describe('emitMarkdown()', () => {
  it('emits a page for every format, an index and a list of rules', () => {
    const expected = [...formats.map(({ id }) => `${id}.md`), 'index.md', 'rules.md']
    expect([...pages.keys()]).toEqual(expected)
  })

  it('has every anchor that findings link to, each once', () => {
    for (const format of formats) {
      const found = anchors(page(`${format.id}.md`))
      expect(new Set(found).size, format.id).toBe(found.length)
      expect(found, format.id).toEqual(expect.arrayContaining([...wantedAnchors(format)]))
    }
    expect(anchors(page('index.md'))).toContain('detection')
    const general = GENERAL_RULES.map(({ anchor }) => anchor)
    expect(anchors(page('index.md'))).toEqual(expect.arrayContaining(general))
  })

  it('has an entry for every rule in the list of rules', () => {
    const rules = [
      ...GENERAL_RULES,
      ...formats.flatMap((one) => [
        ...one.rules,
        ...one.implied,
        ...one.recordRules,
        ...one.beyond,
      ]),
    ]
    expect(anchors(page('rules.md'))).toEqual(expect.arrayContaining(rules.map(({ id }) => id)))
    expect(rules.filter(({ advice }) => advice === '')).toEqual([])
  })

  it('puts the list of rules above the spec pages where it is told to, and links to them', () => {
    const all = emitMarkdown(formats, { ...OPTIONS, rulesPage: '../rules.md' })
    const text = all.find(({ path }) => path === '../rules.md')?.text
    expect(text).toContain('(specs/cow-v2.md)')
    const spec = all.find(({ path }) => path === 'cow-v2.md')?.text
    expect(spec).toContain('(../rules.md#cow-v2)')
  })

  it('has no heading whose own id would hide an anchor elsewhere', () => {
    for (const [path, text] of pages) {
      const ids = new Set(anchors(text))
      const lines = outsideFences(text).split('\n')
      for (const [i, line] of lines.entries()) {
        const heading = /^#+ (.*)$/.exec(line)?.[1]
        if (heading === undefined || !ids.has(slug(heading))) continue
        expect(lines[i - 1], `${path}: ${line}`).toBe(`<a id="${slug(heading)}"></a>`)
      }
    }
  })

  it('links only to pages, images and anchors that exist', () => {
    for (const [path, text] of [...pages, ...families]) {
      for (const match of outsideFences(text).matchAll(/\]\(([^)\s]+)\)/g)) {
        const target = match[1] ?? ''
        if (/^https?:/.test(target)) continue
        const [file = '', anchor] = target.split('#')
        if (file !== '') expect(paths, `${path}: ${target}`).toContain(file)
        if (anchor === undefined) continue
        expect(anchors(page(file === '' ? path : file)), `${path}: ${target}`).toContain(anchor)
      }
    }
  })

  it('keeps the columns of every table', () => {
    for (const [path, text] of pages) {
      let columns = 0
      for (const line of outsideFences(text).split('\n')) {
        if (!line.startsWith('|')) {
          columns = 0
          continue
        }
        const count = line.replace(/\\\|/g, '').split('|').length
        if (columns === 0) columns = count
        expect(count, `${path}: ${line}`).toBe(columns)
      }
    }
  })

  it('wraps prose and fenced text at 100 columns', () => {
    for (const [path, text] of pages) {
      for (const line of text.split('\n')) {
        if (/^(\||!\[|<!--)/.test(line) || /https?:\S{40}/.test(line)) continue
        if (/^ *(= |\S+ += )/.test(line) || /^ *\S+$/.test(line)) continue
        const bare = line.replace(/<a id="[^"]*"><\/a>/g, '')
        expect(bare.length, `${path}: ${line}`).toBeLessThanOrEqual(100)
      }
    }
  })

  it('starts with the banner, the title and the summary', () => {
    for (const format of formats) {
      const [first, , title, , summary] = page(`${format.id}.md`).split('\n')
      expect(first).toContain(`Generated from ${format.schemaFile} by \`cowtools generate\``)
      expect(title).toBe(`# ${format.title}`)
      expect(format.summary.startsWith(summary ?? '?')).toBe(true)
    }
  })

  it('gives the same text every time', () => {
    const again = emitMarkdown(formats, { runtime: '../src', extension: '.js' })
    expect(again.map(({ text }) => text)).toEqual([...pages.values()])
  })

  it('leaves nothing undefined', () => {
    for (const text of pages.values()) {
      expect(text).not.toMatch(/\| undefined|= undefined|\[object|NaN|\{\{/)
    }
  })

  it('explains a hole by the field behind it and the ABIs without it', () => {
    const text = page('cow-v2.md').replace(/\s+/g, ' ')
    expect(text).toContain('`mtime` ends at 1036, but on x86_64 the compiler places the `uint64_t`')
    expect(text).toContain('| i386 | 1048 | none | `size` at 1036, `sectorsize` at 1044, total')
  })

  it('computes the worked example from the bytes of the example', () => {
    const text = page('cow-v2.md')
    expect(text).toContain('bitmap_size            = ceilDiv(sectors, 8) = ceilDiv(8192, 8) = 1024')
    expect(text).toContain('| 2560–4196863; the file ends at 3072 |')
  })

  it('names the owner of every byte of the example', () => {
    const dump = /```text\n offset[\s\S]*?```/.exec(page('cow-v2.md'))?.[0] ?? ''
    expect(dump).toContain('   1036  00 00 00 00                                      hole\n')
    expect(dump).toContain('size = 4194304 (4 MiB)')
    expect(dump).toContain('      *  992 more zero bytes')
    expect(dump).toContain('allocation_bitmap = bit 0 is 1')
  })

  it('shows a format without an example', () => {
    const text = page('odd-v1.md')
    expect(text).not.toContain('id="example"')
    expect(text).toContain('most significant bit first')
    expect(text).toContain('except `other_order`')
    expect(text).toContain('A run.<br>One.<br>Two.')
  })
})

describe('cell()', () => {
  it('escapes pipes and joins lines', () => {
    expect(cell('a || b\nc\n\nd')).toBe('a \\|\\| b c<br>d')
    expect(cell(undefined)).toBe('')
  })
})

describe('tidy()', () => {
  it('wraps paragraphs and list items, with their indent', () => {
    const words = Array.from({ length: 30 }, () => 'word').join(' ')
    const lines = tidy(`${words}\n\n- ${words}\n`).trim().split('\n')
    expect(lines.map((line) => line.length)).toEqual([99, 49, 0, 96, 56])
    expect(lines[4]?.startsWith('  word')).toBe(true)
  })

  it('leaves fences, tables and headings alone', () => {
    const long = 'x '.repeat(80).trim()
    const text = `# ${long}\n\n| ${long} |\n\n\`\`\`\n${long}\n\n\n${long}\n\`\`\`\n`
    expect(tidy(text)).toBe(text)
  })

  it('does not start a line with what would be a list or a heading', () => {
    const text = tidy(`${'x'.repeat(98)} - minus`)
    expect(text).toBe(`${'x'.repeat(98)} -\nminus\n`)
  })
})
