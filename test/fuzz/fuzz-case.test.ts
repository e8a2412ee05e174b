import { describe, expect, it } from 'vitest'
import { formats } from '../../src/formats/index.ts'
import { caseMaker, filesOf } from './fuzz-case.ts'

describe('caseMaker()', () => {
  it('makes any case alone as it makes it in a row', async () => {
    const inRow = caseMaker(11)
    for (let number = 0; number < 60; number++) {
      const one = await inRow.make(number)
      if (number % 7 === 0) expect(await caseMaker(11).make(number)).toEqual(one)
    }
  })

  it('lets all formats take their turns', async () => {
    const maker = caseMaker(12)
    const cases = await Promise.all(formats.map((_, number) => maker.make(number)))
    expect(cases.map(({ format }) => format)).toEqual(formats.map(({ id }) => id))
  })

  it('makes other cases of another seed', async () => {
    const notesOf = async (seed: number) => {
      const maker = caseMaker(seed)
      const notes: string[] = []
      for (let number = 0; number < 20; number++) {
        for (const { note } of (await maker.make(number)).mutations) notes.push(note)
      }
      return notes
    }
    expect(await notesOf(1)).not.toEqual(await notesOf(2))
  })

  it('changes every field of every header sooner or later', async () => {
    const maker = caseMaker(13, ['cow-v2'])
    const seen = new Set<string>()
    for (let number = 0; number < 800; number++) {
      for (const { note } of (await maker.make(number)).mutations)
        seen.add(note.split(/[ :]/)[0] ?? '')
    }
    for (const name of ['magic', 'version', 'backing_file', 'mtime', 'size', 'sectorsize']) {
      expect(seen).toContain(`header.${name}`)
    }
  })

  it('keeps the files of the good image as they were', async () => {
    const maker = caseMaker(14, ['qcow2'])
    const first = await maker.make(0)
    const before = structuredClone(first.files)
    for (let number = 0; number < 100; number++) filesOf(await maker.make(number))
    expect(Object.keys(first.files)).toEqual(Object.keys(before))
    for (const [name, bytes] of Object.entries(before)) {
      expect(Buffer.compare(first.files[name] ?? new Uint8Array(0), bytes), name).toBe(0)
    }
  })
})
