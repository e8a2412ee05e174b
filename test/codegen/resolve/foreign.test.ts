import { describe, expect, it } from 'vitest'
import { resolveSignatures } from '../../../codegen/resolve/foreign.ts'

const FILE = 'foreign.json'

const VHD = {
  name: 'VHD',
  title: 'a disk',
  summary: 'A footer.',
  detect: [
    { at: 0, bytes: '63 6f' },
    { at: 512, from: 'end', text: 'conectix' },
  ],
  sources: [{ title: 'A specification', locator: '2006' }],
}

const problems = (...signatures: readonly unknown[]) => {
  const resolved = resolveSignatures({ signatures }, FILE)
  return resolved.kind === 'problems'
    ? resolved.problems.map(({ path, message }) => `${path} ${message}`)
    : []
}

describe('resolveSignatures()', () => {
  it('gives bytes, from the start or from the end', () => {
    const resolved = resolveSignatures({ signatures: [VHD] }, FILE)
    expect(resolved.kind === 'foreign' && resolved.foreign[0]?.detect).toEqual([
      { at: 0, fromEnd: false, bytes: Uint8Array.of(0x63, 0x6f) },
      { at: 512, fromEnd: true, bytes: new TextEncoder().encode('conectix') },
    ])
  })

  it('wants a summary and a source', () => {
    expect(problems({ ...VHD, summary: ' ', sources: [] })).toEqual([
      'VHD has no summary',
      'VHD cites no source',
    ])
  })

  it('wants the bytes of a trailer to be in the file', () => {
    const detect = [{ at: 7, from: 'end', text: 'conectix' }]
    expect(problems({ ...VHD, detect })).toEqual([
      'VHD.detect[0] has 8 bytes, but begins 7 before the end of the file',
    ])
    expect(problems({ ...VHD, detect: [{ at: 8, from: 'end', text: 'conectix' }] })).toEqual([])
  })

  it('says where the shape is wrong', () => {
    expect(problems({ ...VHD, detect: [] })[0]).toMatch(/^signatures\.0\.detect is wrong: /)
    expect(problems({ ...VHD, names: 'VPC' })[0]).toMatch(/^signatures\.0 is wrong: /)
    expect(problems()).toHaveLength(1)
  })
})
