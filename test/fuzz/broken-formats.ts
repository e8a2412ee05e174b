/** A parser with a fault of each kind that fuzzing is for, to see that it is found. */
import type { Format } from '../../src/binary/index.ts'
import { formats as sound } from '../../src/formats/index.ts'

/** The format that is broken, and its field that all faults depend on. */
export const BROKEN = 'cow-v2'
const SECTOR_SIZE_AT = 1048

type Fault = (sectorSize: number) => void

const FAULTS: Readonly<Record<string, Fault>> = {
  throws(sectorSize) {
    if (sectorSize === 0) throw new TypeError('Division by zero')
  },
  allocates(sectorSize) {
    new Uint8Array(sectorSize >>> 5).fill(1, 0, 1)
  },
  loops(sectorSize) {
    while (sectorSize === 1) sectorSize |= 1
  },
  rejects(sectorSize) {
    if (sectorSize === 0) void Promise.reject(new TypeError('Nobody waits for this'))
  },
  lies(sectorSize) {
    if (sectorSize === 0x2_0000) throw new RangeError('Invalid array length')
  },
}

/** The formats of this package, one of them with a fault in its check. */
export function formatsWith(fault: string): readonly Format[] {
  const run = FAULTS[fault]
  if (run === undefined) throw new RangeError(`Cannot break a format: there is no fault "${fault}"`)
  return sound.map((format) =>
    format.id === BROKEN ? { ...format, check: checkWith(format, run) } : format,
  )
}

function checkWith(format: Format, run: Fault): Format['check'] {
  return (bytes, context) => {
    if (bytes.length >= SECTOR_SIZE_AT + 4) {
      run(new DataView(bytes.buffer, bytes.byteOffset).getUint32(SECTOR_SIZE_AT))
    }
    return format.check(bytes, context)
  }
}
