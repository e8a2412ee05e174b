// Generated from the schemas by `cowtools generate`. Do not edit: change the schema and run it again.
import type { Layout } from '../src/layout/index.ts'
import { layout as addCowV4 } from './add-cow-v4/layout.ts'
import { layout as addCowV10 } from './add-cow-v10/layout.ts'
import { layout as addCowV18 } from './add-cow-v18/layout.ts'
import { layout as cowV2I386 } from './cow-v2-i386/layout.ts'
import { layout as cowV2 } from './cow-v2/layout.ts'
import { layout as qcow2 } from './qcow2/layout.ts'
import { layout as umlCowV1Le } from './uml-cow-v1-le/layout.ts'
import { layout as umlCowV1Be } from './uml-cow-v1-be/layout.ts'
import { layout as umlCowV2 } from './uml-cow-v2/layout.ts'
import { layout as umlCowV3Broken } from './uml-cow-v3-broken/layout.ts'
import { layout as umlCowV3 } from './uml-cow-v3/layout.ts'

/** The layout of every format, in the order of their schemas. */
export const layouts: readonly Layout[] = [addCowV4, addCowV10, addCowV18, cowV2I386, cowV2, qcow2, umlCowV1Le, umlCowV1Be, umlCowV2, umlCowV3Broken, umlCowV3]
