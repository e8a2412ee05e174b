import { describe, expect, it } from 'vitest'
import { formats } from '../../../src/formats/index.ts'
import { cowtools } from './run.ts'

async function layout(...args: string[]): Promise<string> {
  const { code, out, err } = await cowtools('layout', ...args)
  expect([code, err]).toEqual([0, ''])
  return out
}

describe('cowtools layout', () => {
  it('shows a struct as pahole does, with what pahole does not know behind', async () => {
    expect(await layout('cow-v2')).toBe(`QEMU cow, version 2 (cow-v2), as in the file

header: Fixed header at the start of the file.
struct cow_header_v2 {            /* offset  size */
    uint32_t  magic;              /*      0     4 */ // always 0x4f4f4f4d
    uint32_t  version;            /*      4     4 */ // always 2
    char      backing_file[1024]; /*      8  1024 */
    int32_t   mtime;              /*   1032     4 */ // seconds since 1970-01-01 UTC

    /* XXX 4 bytes hole: Left by the compiler, which aligns \`size\` to 8 bytes on x86-64. */

    uint64_t  size;               /*   1040     8 */ // bytes
    uint32_t  sectorsize;         /*   1048     4 */ // bytes

    /* size: 1056, members: 6, big-endian */
    /* sum members: 1048, holes: 1, sum holes: 4, padding: 4 */
};
same on x86_64, arm, aarch64; differs on i386: size at 1036, sectorsize at 1044, 1048 bytes
`)
  })

  it('shows what the compiler of an ABI makes of it', async () => {
    const out = await layout('cow-v2', '--abi', 'i386')
    expect(out).toContain('(cow-v2), as a C compiler for i386 lays it out\n')
    expect(out).toContain('/*   1036     8 */ // in the file at 1040; bytes\n')
    expect(out).toContain('/* size: 1048, in the file: 1056, members: 6, big-endian */\n')
    expect(out).not.toContain('XXX')
    expect(await layout('cow-v2', '--abi', 'aarch64')).toContain('/* XXX 4 bytes hole: ')
  })

  it('shows bits, values, conditions and the smallest size', async () => {
    const out = await layout('qcow2', '--struct', 'header')
    expect(out).toContain(' // 0 none, 1 aes, 2 luks\n')
    expect(out.replace(/\n +\/\//g, '')).toContain(
      '// bits 0 lazy_refcounts; if version >= 3 && header_length >= 88\n',
    )
    expect(out).toContain('/* size: 112, smallest: 72, members: 20, big-endian */\n')
    expect(out).toContain('} __attribute__((packed));\n')
  })

  it('takes one struct by its name in the schema or in C', async () => {
    const out = await layout('qcow2', '--struct', 'snapshot')
    expect(out.match(/^struct /gm)).toEqual(['struct '])
    expect(await layout('qcow2', '--struct', 'QCowHeader')).toContain('\nstruct QCowHeader {')
  })

  it('takes a family of one format', async () => {
    expect(await layout('cow')).toBe(await layout('cow-v2'))
    expect(await layout('uml-cow')).toBe(await layout('uml-cow-v3'))
  })

  it('says that no C struct is known, where an ABI is asked for', async () => {
    const note = 'no C struct is known: packed, it is the same on every ABI\n'
    expect(await layout('qcow2', '--struct', 'snapshot', '--abi', 'i386')).toContain(note)
    expect(await layout('qcow2', '--struct', 'snapshot')).not.toContain(note)
  })

  it.each(formats.map(({ id }) => id))('fits %s in 100 columns', async (id) => {
    for (const args of [[], ['--abi', 'i386']]) {
      const out = await layout(id, ...args)
      expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    }
  })

  it('says what there is, if there is no such thing', async () => {
    const ids = formats.map(({ id }) => id).join(', ')
    expect(await cowtools('layout', 'cwo')).toEqual({
      code: 1,
      out: '',
      err: `cowtools: Cannot show the layout of "cwo": no such format; known: ${ids}\n`,
    })
    expect((await cowtools('layout', 'add-cow')).err).toMatch(
      /: the family has several formats, name one of them: add-cow-v4, add-cow-v10, /,
    )
    expect((await cowtools('layout', 'cow-v2', '--struct', 'head')).err).toBe(
      'cowtools: Cannot show struct "head" of cow-v2: no such struct; it has: header\n',
    )
    expect((await cowtools('layout', 'cow-v2', '--abi', 'vax')).err).toContain(
      'Allowed choices are x86_64, i386, arm, aarch64.',
    )
  })
})

describe('cowtools layout --output json', () => {
  it('has members, holes, totals and ABIs', async () => {
    const json = JSON.parse(await layout('cow-v2', '--output', 'json', '--abi', 'i386'))
    expect(json).toMatchObject({ format: 'cow', schema: 'cow-v2', title: 'QEMU cow, version 2' })
    const [header] = json.structs
    expect(header).toMatchObject({
      name: 'header',
      abi: 'i386',
      size: 1048,
      'size-in-file': 1056,
      'byte-order': 'big',
      holes: [],
      c: { name: 'cow_header_v2', abi: 'x86_64', packed: false },
    })
    expect(header.members).toContainEqual(
      expect.objectContaining({ name: 'size', offset: 1036, 'offset-in-file': 1040, type: 'u64' }),
    )
    expect(header.c.layouts.map(({ abi, same }: Record<string, unknown>) => [abi, same])).toEqual([
      ['x86_64', true],
      ['i386', false],
      ['arm', true],
      ['aarch64', true],
    ])
  })

  it('owns every byte of every struct', async () => {
    for (const { id } of formats) {
      const { structs } = JSON.parse(await layout(id, '--output', 'json'))
      for (const struct of structs) {
        const parts = [...struct.members, ...struct.holes]
        const sum = parts.reduce((total, { size }) => total + size, 0)
        expect([id, struct.name, sum]).toEqual([id, struct.name, struct.size])
      }
    }
  })

  it('keeps integers that no number can hold', async () => {
    const { structs } = JSON.parse(await layout('qcow2', '--output', 'json'))
    const size = structs[0].members.find(({ name }: { name: string }) => name === 'size')
    expect(size.range).toEqual([0, '9223372036854775807'])
  })
})
