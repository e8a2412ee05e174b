/** The codec of one struct: types, constants, read, parse, serialize, patch. */
import type { Struct } from '../../ir.ts'
import { addConstants, addInterfaces } from './declarations.ts'
import { addParse, addRead } from './reading.ts'
import type { Statements } from './statements.ts'
import { addEntryAccessors } from './table-entry.ts'
import { addPatch, addSerialize } from './writing.ts'

/** Adds everything that belongs to one struct. */
export function addStruct(file: Statements, struct: Struct): void {
  addConstants(file, struct)
  addInterfaces(file, struct)
  addRead(file, struct)
  addParse(file, struct)
  addSerialize(file, struct)
  addPatch(file, struct)
  addEntryAccessors(file, struct)
}
