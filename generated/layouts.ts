// Generated from the schemas by `cowtools generate`. Do not edit: change the schema and run it again.
import type { Layout } from '../src/layout/index.ts'
import { layout as addCowV4 } from './add-cow-v4/layout.ts'
import { layout as addCowV10 } from './add-cow-v10/layout.ts'
import { layout as addCowV18 } from './add-cow-v18/layout.ts'
import { layout as cowV2 } from './cow-v2/layout.ts'
import { layout as qcow2 } from './qcow2/layout.ts'

/** The layout of every format, in the order of their schemas. */
export const layouts: readonly Layout[] = [addCowV4, addCowV10, addCowV18, cowV2, qcow2]
