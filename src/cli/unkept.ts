/** What a new image will not say of the disk that is copied into it. */
import type { ImageFacts } from '../binary/format.ts'
import { printableText } from '../binary/text.ts'
import type { Image } from '../chain/index.ts'
import { type Driver, driverFor } from '../formats/drivers.ts'
import { type CreateOptions, familyOf } from '../node.ts'

/** The image that is asked for; its format is an exact id. */
type Target = CreateOptions & { readonly size: number }

/** What the source records and the new image does not, in sentences. */
export function unkeptFacts(disk: Image, target: Target): readonly string[] {
  const { facts } = disk
  // Everybody knows that a raw file is nothing but the disk.
  if (facts === undefined || target.format === 'raw') return []
  const notes: string[] = []
  if (facts.backingFile !== undefined && target.backingFile === undefined) {
    const name = printableText(facts.backingFile)
    notes.push(`the copy holds the whole disk, and has no backing file "${name}"; -b keeps it`)
  }
  const driver = driverFor(target.format)
  const { id } = driver.format
  const kept = factsOf(driver, target)
  const { backingFormat } = target
  const isNamed = kept.backingFile !== undefined && backingFormat !== undefined
  if (isNamed && kept.backingFormat === undefined) {
    const value = printableText(backingFormat)
    notes.push(`${id} does not record the format of the backing file, ${value}`)
  }
  const [was, is] = [facts.clusterSize, kept.clusterSize]
  if (was !== undefined && is !== undefined && was !== is) {
    notes.push(`clusters of ${was} bytes become clusters of ${is}`)
  }
  // More than that was asked for.
  if (target.size > disk.size && target.size - disk.size < driver.sizeUnit) {
    notes.push(`the disk grows from ${disk.size} to ${target.size} bytes: ${id} has whole sectors`)
  }
  return notes
}

/** What the header of the new image will say. */
function factsOf(driver: Driver, target: Target): ImageFacts {
  const { size, clusterSize, imageFile, backingFile: name, backingFormat: format } = target
  const backing = name === undefined ? undefined : { name, format: familyOf(format), mtime: 0 }
  return driver.format.facts(driver.create({ size, clusterSize, imageFile, backing }))
}
