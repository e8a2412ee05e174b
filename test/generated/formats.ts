/** Generated modules by name, for tests that go over all of them. */
import { formats } from '../../generated/index.ts'
import { layouts } from '../../generated/layouts.ts'
import type { Context, Format } from '../../src/binary/index.ts'
import type { Layout } from '../../src/layout/index.ts'
import { type Fixture, schemaOf } from '../fixtures.ts'

/** The format with an id. */
export function formatOf(id: string): Format {
  const format = formats.find((one) => one.id === id)
  if (!format) throw new Error(`no format ${id}`)
  return format
}

/** The layout with an id. */
export function layoutOf(id: string): Layout {
  const layout = layouts.find((one) => one.id === id)
  if (!layout) throw new Error(`no layout ${id}`)
  return layout
}

/** A fixture's format, its header area, and what a caller who has its companions knows. */
export function prepared(fixture: Fixture, bytes: Uint8Array) {
  const format = formatOf(schemaOf(fixture))
  const imageFileSize = fixture.virtual_size ?? 1 << 20
  const context: Context = {
    fileSize: bytes.length,
    inputs: { image_file_size: imageFileSize },
  }
  return { format, area: bytes.subarray(0, format.area(bytes)), context }
}
