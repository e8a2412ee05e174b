/**
 * The benchmark: generated code beside what people would use instead.
 *
 *     npm run bench                          all of it, about two minutes
 *     npm run bench -- --only parse          or serialize, l2, generate, runtime,
 *                                            validate
 *     npm run bench -- --json                the same figures for a machine
 *
 * `parse`      a qcow2 header (version 3, 112 bytes) and a cow header (1,056 bytes): the generated
 *              parser beside a hand-written one, binary-parser and Kaitai's JavaScript
 * `serialize`  the same headers written; the limit holds against the peer that checks nothing
 * `l2`         8,192 entries of an L2 table, offset and flags of each
 * `generate`   the generator over all schemas, and where its time goes
 * `runtime`    converting, mapping and small requests beside plain file work (3 GiB of disk)
 * `validate`   10,000 small images in one process beside `qemu-img info` once per file
 *
 * Figures are ratios within one run, since times differ between machines and between minutes; see
 * `measure.ts` for how noise is kept out. Peers read 64 different headers in turn. Nothing fails
 * when a limit is missed: the table says so, and the exit code stays 0. `bench.test.ts` checks that
 * all peers read the same values.
 */
import { parseArgs } from 'node:util'
import { exactness, exactnessText } from './exactness.ts'
import { measureGenerate } from './generate.ts'
import { cowV2Headers, L2_ENTRIES, l2Tables, qcow2Headers } from './headers.ts'
import { compileKaitai, type KaitaiParsers } from './kaitai.ts'
import { l2OffsetReaders, l2Readers } from './l2-tables.ts'
import { measure } from './measure.ts'
import { cowV2Parsers, qcow2Parsers } from './peers.ts'
import { type Group, judge, type RatedPeer, tableOf } from './report.ts'
import { measureRuntime } from './runtime.ts'
import {
  cowV2Inputs,
  cowV2Keepers,
  cowV2Serializers,
  qcow2Inputs,
  qcow2Keepers,
  qcow2Serializers,
} from './serializers.ts'
import { measureValidate } from './validate.ts'

const PARTS = ['parse', 'serialize', 'l2', 'generate', 'runtime', 'validate'] as const
type Part = (typeof PARTS)[number]

function compare<Input>(
  title: string,
  peers: readonly RatedPeer<Input>[],
  inputs: readonly Input[],
  operations = 1,
): Group {
  return judge(title, peers, measure(peers, inputs, { operations }))
}

function run(part: Part, kaitai: KaitaiParsers): readonly Group[] {
  switch (part) {
    case 'parse':
      return [
        compare('Parse a qcow2 header, ns per header', qcow2Parsers(kaitai), qcow2Headers),
        compare('Parse a cow header, ns per header', cowV2Parsers(kaitai), cowV2Headers),
      ]
    case 'serialize':
      return [
        compare('Serialize a qcow2 header, ns per header', qcow2Serializers, qcow2Inputs),
        compare('Serialize a cow header, ns per header', cowV2Serializers, cowV2Inputs),
        compare('Serialize a parsed qcow2 header, ns per header', qcow2Keepers, qcow2Inputs),
        compare('Serialize a parsed cow header, ns per header', cowV2Keepers, cowV2Inputs),
      ]
    case 'l2':
      return [
        compare(
          'Read the offsets of an L2 table, ns per entry',
          l2OffsetReaders,
          l2Tables,
          L2_ENTRIES,
        ),
        compare('… and the flags, ns per entry', l2Readers(kaitai), l2Tables, L2_ENTRIES),
      ]
    case 'generate':
      return [measureGenerate()]
    case 'runtime':
      return measureRuntime()
    case 'validate':
      return measureValidate()
  }
}

function chosenParts(only: string | undefined): readonly Part[] {
  if (only === undefined) return PARTS
  const part = PARTS.find((one) => one === only)
  if (part === undefined) throw new RangeError(`Cannot run "${only}": not ${PARTS.join(', ')}`)
  return [part]
}

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
})
const parts = chosenParts(options.only)
const kaitai = await compileKaitai()
const groups: Group[] = []
for (const part of parts) {
  for (const group of run(part, kaitai)) {
    groups.push(group)
    if (!options.json) console.log(tableOf(group))
  }
}
const exact = exactness(kaitai)
if (options.json) {
  const show = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  console.log(JSON.stringify({ node: process.version, groups, exactness: exact }, show, 2))
} else if (parts.includes('parse')) {
  console.log(exactnessText(exact))
}
