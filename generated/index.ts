// Generated from the schemas by `cowtools generate`. Do not edit: change the schema and run it again.
import type { Format } from '../src/binary/index.ts'
import { addCowV4 } from './add-cow-v4/format.ts'
import { addCowV10 } from './add-cow-v10/format.ts'
import { addCowV18 } from './add-cow-v18/format.ts'
import { cowV2I386 } from './cow-v2-i386/format.ts'
import { cowV2 } from './cow-v2/format.ts'
import { qcow2 } from './qcow2/format.ts'
import { umlCowV1Le } from './uml-cow-v1-le/format.ts'
import { umlCowV1Be } from './uml-cow-v1-be/format.ts'
import { umlCowV2 } from './uml-cow-v2/format.ts'
import { umlCowV3Broken } from './uml-cow-v3-broken/format.ts'
import { umlCowV3 } from './uml-cow-v3/format.ts'

/** Every format, in the order of their schemas. */
export const formats: readonly Format[] = [
  addCowV4,
  addCowV10,
  addCowV18,
  cowV2I386,
  cowV2,
  qcow2,
  umlCowV1Le,
  umlCowV1Be,
  umlCowV2,
  umlCowV3Broken,
  umlCowV3,
]
