/** What is committed is what the schemas say, and depends on nothing else. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EMITTERS, generate, resolveAll } from '../../codegen/main.ts'

const OPTIONS = { runtime: '../../src/binary/index.ts', extension: '.ts' } as const

describe('generate()', () => {
  it('has nothing to do: run `npm run generate` if this fails', async () => {
    const report = await generate({
      schemas: ['schemas'],
      out: 'generated',
      docs: 'docs/specs',
      check: true,
    })
    expect({ stale: report.stale, missing: report.missing, extra: report.extra }).toEqual({
      stale: [],
      missing: [],
      extra: [],
    })
  })

  it('gives the same bytes twice', async () => {
    const [first, second] = [await resolveAll(['schemas']), await resolveAll(['schemas'])]
    const text = (formats: typeof first) =>
      JSON.stringify(EMITTERS.flatMap((emitter) => emitter(formats, OPTIONS)))
    expect(text(second)).toBe(text(first))
  })

  it('writes no date, no version, no absolute path', async () => {
    const all = await resolveAll(['schemas'])
    for (const file of EMITTERS.flatMap((emitter) => emitter(all, OPTIONS))) {
      expect(file.text).not.toContain(process.cwd())
      expect(file.path).not.toMatch(/^\/|\.\./)
    }
  })

  it('accepts its own canonical JSON as schemas, with the same outputs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cowtools-json-'))
    try {
      const formats = await resolveAll(['schemas'])
      for (const { id } of formats) {
        cpSync(join('generated', id, 'schema.json'), join(folder, `${id}.json`))
      }
      const again = await resolveAll([folder])
      for (const format of formats) {
        const twin = again.find((one) => one.id === format.id)
        if (!twin) throw new Error(`no ${format.id} from JSON`)
        const text = (one: typeof format) =>
          JSON.stringify(EMITTERS.flatMap((emitter) => emitter([one], OPTIONS)))
        expect(text({ ...twin, schemaFile: format.schemaFile })).toBe(text(format))
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
