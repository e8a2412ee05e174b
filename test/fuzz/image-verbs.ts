/** What commands do with an image: tell, dump, open, map, read. */

import { chainExtents, type Image, openImageFrom } from '../../src/chain/index.ts'
import { dumpText } from '../../src/cli/dump-text.ts'
import type { OpenImage } from '../../src/cli/image.ts'
import { infoText } from '../../src/cli/info-text.ts'
import { createPaint, type Io } from '../../src/cli/io.ts'
import { isFormatName } from '../../src/formats/drivers.ts'
import { detect } from '../../src/formats/index.ts'
import {
  jsonText,
  type LeftOut,
  owners,
  type Span,
  withShortLists,
} from '../../src/layout/index.ts'
import type { FileSource } from '../../src/source/file.ts'
import { memorySource } from '../../src/source/index.ts'
import { MAIN } from './bases.ts'
import { expectThat, isDocumented } from './failure.ts'
import type { Subject } from './subject.ts'

/** Output of commands that nobody reads. */
export const SILENT: Io = {
  out: () => {},
  err: () => {},
  write: async () => {},
  input: (async function* () {})(),
  isTerminal: { out: false, err: false },
  interruptible: (task) => task(new AbortController().signal),
  paint: createPaint(false),
  width: 100,
  exitCode: 0,
}

/** Rows of lists that a dump shows, as the command has it. */
const LIST_LIMIT = 1000
/** Extents of a map that are looked at. */
const MAX_EXTENTS = 500
const MAX_READ = 70_000
const READS = 3
/** What a terminal would take for something else than text. */
const CONTROL = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

/** As commands have it: of the file they use the length, the bytes and the space on the disk. */
function openedImage({ format, bytes, area }: Subject): OpenImage {
  const source = { ...memorySource(bytes), allocatedSize: bytes.length } as unknown as FileSource
  const found = detect(bytes)
  const choice = found.kind === 'known' ? found.choice : undefined
  return { path: MAIN, source, format, detected: format, choice, bytes: area }
}

/** What `info` prints and gives to programs; it does not look for the image file here. */
export function infoVerb(subject: Subject): void {
  const { format, layout, area, context } = subject
  const info = {
    image: openedImage(subject),
    layout,
    facts: format.facts(area, context),
    interpretation: subject.interpretation(),
    regions: format.regions(area, context),
    notes: [],
  }
  expectNoControl(infoText(info, SILENT))
  const { facts, interpretation, regions } = info
  const header = Object.fromEntries(interpretation.header)
  JSON.parse(jsonText({ facts, header, strings: interpretation.strings, regions }, LIST_LIMIT))
}

/** What `dump` prints and gives to programs, and that it leaves no byte out. */
export function dumpVerb(subject: Subject): void {
  const all = owners(subject.layout, subject.area, subject.context)
  const spans = withShortLists(all, LIST_LIMIT)
  const image = openedImage(subject)
  expectNoControl(dumpText({ image, spans, isFull: false }, SILENT))
  JSON.parse(jsonText(spans.map(withoutProse), LIST_LIMIT))
  let at = 0
  for (const { offset, length } of all) {
    expectThat(offset === at, () => `the dump goes on at ${offset}, not ${at}`)
    at += length
  }
}

/** What differs from image to image. */
function withoutProse({ section, ...span }: Span | LeftOut): object {
  return { ...span, name: section.name }
}

/** Throws where a terminal would take output for more than text. */
export function expectNoControl(text: string): void {
  const found = CONTROL.exec(text)
  expectThat(found === null, () => `prints U+${found?.[0].codePointAt(0)?.toString(16)}`)
}

/** Opening, mapping and reading end, or are refused in documented words. */
export async function openVerb(subject: Subject): Promise<void> {
  const { format, area, context, random, sources } = subject
  const { backingFormat } = format.facts(area, context)
  const isKnown = backingFormat === undefined || isFormatName(backingFormat)
  let image: Image
  try {
    const options = { format: format.id, probe: true, withoutBacking: random.oneIn(3) }
    image = await openImageFrom(sources, MAIN, options)
  } catch (error) {
    if (!isDocumented(error)) throw error
    return expectRefusal(subject, error, isKnown)
  }
  try {
    await mapAndRead(image, subject)
  } catch (error) {
    if (!isDocumented(error)) throw error
  } finally {
    await image.close()
  }
}

/** An image that opens alone is not refused if the check finds no error in it. */
function expectRefusal({ findings }: Subject, error: unknown, isKnown: boolean): void {
  if (!(error instanceof Error) || error.name !== 'FormatError' || !isKnown) return
  const errors = findings().filter(({ severity }) => severity === 'error')
  const isOfTop = error.message.startsWith(`Cannot open "${MAIN}"`)
  expectThat(
    errors.length > 0 || !isOfTop,
    () => `no error is found, and opening says: ${error.message}`,
  )
}

async function mapAndRead(image: Image, { random }: Subject): Promise<void> {
  let count = 0
  let at = 0
  for await (const { offset, length } of chainExtents(image)) {
    expectThat(offset === at && length > 0, () => `an extent is ${offset}+${length}, after ${at}`)
    at = offset + length
    count += 1
    if (count === MAX_EXTENTS) break
  }
  expectThat(
    count === MAX_EXTENTS || at === image.size,
    () => `the map ends at ${at} of ${image.size}`,
  )
  for (let read = 0; read < READS && image.size > 0; read++) {
    const start = random.oneIn(2) ? Math.max(0, image.size - random.int(1, 5000)) : 0
    const length = Math.min(random.int(0, MAX_READ), image.size - start)
    const bytes = await image.read(start, length)
    expectThat(bytes.length === length, () => `reading ${length} bytes gives ${bytes.length}`)
  }
}
