import { describe, expect, it } from 'vitest'
import type { Format } from '../../../codegen/ir.ts'
import { repositoryFormats } from '../emit/formats.ts'

const formats = await repositoryFormats()

function formatNamed(id: string): Format {
  const found = formats.find((one) => one.id === id)
  if (!found) throw new Error(`no format ${id}`)
  return found
}

const idsOf = (id: string) => formatNamed(id).beyond.map((rule) => rule.id.slice(id.length + 1))

/** Rules of any file that an image names. */
const NAME = [
  ...[
    'named',
    'protocol',
    'absolute',
    'parent',
    'device',
    'missing',
    'no_access',
    'not_file',
    'outside',
  ],
  'loop',
]
const BACKING = ['depth', 'unreadable', 'shorter']

const of = (name: string, ...kinds: readonly string[]) => kinds.map((kind) => `${name}.${kind}`)

describe('beyondRules()', () => {
  it('derives those of a bitmap, of unused space and of a backing file', () => {
    expect(idsOf('cow-v2')).toEqual([
      ...of('allocation_bitmap', 'past_end', 'no_data'),
      'gap.not_zero',
      ...of('backing_file', ...NAME, ...BACKING, 'unprobed', 'mtime'),
    ])
  })

  it('derives a contradiction only where the format of the backing file is recorded', () => {
    expect(idsOf('qcow2')).toContain('backing_file.format_mismatch')
    expect(idsOf('qcow2')).not.toContain('backing_file.unprobed')
    expect(idsOf('add-cow-v4')).toContain('backing_file.unprobed')
    expect(idsOf('add-cow-v4')).not.toContain('backing_file.format_mismatch')
  })

  it('derives those of two files, and of their order', () => {
    expect(idsOf('qcow2')).toEqual(expect.arrayContaining(of('external_data_file', ...NAME)))
    expect(idsOf('qcow2')).toContain('external_data_file.short')
    expect(idsOf('qcow2')).toContain('backing_file.same')
    // The length of the image file is the size of the disk.
    expect(idsOf('add-cow-v18')).not.toContain('image_file.short')
  })

  it('takes the severity of another backing file from the schema', () => {
    const ofUml = formatNamed('uml-cow-v3').beyond
    const severities = ['size', 'mtime'].map(
      (what) => ofUml.find(({ id }) => id === `uml-cow-v3.backing_file.${what}`)?.severity,
    )
    expect(severities).toEqual(['error', 'error'])
    // The size is compared, so that a shorter file needs no rule of its own.
    expect(idsOf('uml-cow-v3')).not.toContain('backing_file.shorter')
    const ofCow = formatNamed('cow-v2').beyond
    expect(ofCow.find(({ id }) => id === 'cow-v2.backing_file.mtime')?.severity).toBe('notice')
  })

  it('leaves out what the schema states under the same id', () => {
    const { rules } = formatNamed('add-cow-v4')
    for (const id of ['backing_file.same', 'image_file.short']) {
      expect(rules.map((rule) => rule.id)).toContain(`add-cow-v4.${id}`)
      expect(idsOf('add-cow-v4')).not.toContain(id)
    }
  })

  it('derives the ends of a table of records', () => {
    expect(idsOf('qcow2')).toEqual(
      expect.arrayContaining([
        ...of('snapshot_table', 'cut', 'long'),
        ...of('bitmap_directory', 'cut', 'length'),
      ]),
    )
    const severityOf = (id: string) =>
      formatNamed('qcow2').beyond.find((rule) => rule.id === `qcow2.${id}`)?.severity
    expect(severityOf('snapshot_table.cut')).toBe('warning')
    expect(severityOf('bitmap_directory.cut')).toBe('error')
  })

  it('fills in every text, and says what to do', () => {
    for (const { beyond, implied, recordRules } of formats) {
      for (const rule of [...beyond, ...implied, ...recordRules]) {
        const { message, summary, advice, expected = '-', example = '-' } = rule
        const texts = [message, summary, advice, expected, example]
        expect(texts, rule.id).not.toContain('')
        expect(texts.join(' '), rule.id).not.toMatch(/\{\w*\}|undefined|``| {2}/)
        expect(rule.advice, rule.id).toMatch(/[.]$/)
        expect(rule.summary, rule.id).toMatch(/[.]$/)
      }
    }
  })
})
