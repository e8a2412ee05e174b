/** What the text of a file's name tells about where it leads. */
import { protocolPrefix } from '../chain/files.ts'

/** One thing that a name does. */
export type NameTrait =
  /** It begins like a URL: `nbd:`, `json:`. */
  | 'protocol'
  | 'absolute'
  /** It leads out of the folder that it is relative to. */
  | 'parent'
  /** It leads to a device, or to a file system of the kernel. */
  | 'device'

/** `C:\`: no protocol has a name of one letter. */
const DRIVE = /^[a-z]:[\\/]/i
/** Folders of what is no plain file, by their first part. */
const DEVICE_FOLDERS: ReadonlySet<string> = new Set(['dev', 'proc', 'sys', 'run'])

/** All that a name does, in the order of `NameTrait`. */
export function nameTraits(name: string): readonly NameTrait[] {
  const traits: NameTrait[] = []
  const protocol = protocolOf(name)
  const path = protocol === undefined ? name : name.slice(protocol.length)
  const { isAbsolute, climbs, first } = walked(path)
  if (protocol !== undefined) traits.push('protocol')
  if (isAbsolute || isDrive(name)) traits.push('absolute')
  if (climbs && !isAbsolute) traits.push('parent')
  if ((isAbsolute || climbs) && DEVICE_FOLDERS.has(first)) traits.push('device')
  return traits
}

/** The protocol of a name, with its colon; a drive is none. */
export function protocolOf(name: string): string | undefined {
  return isDrive(name) ? undefined : protocolPrefix(name)
}

/** Whether a name may lead to a plain file on this machine, as far as its text tells. */
export function isPlainName(name: string): boolean {
  if (name === '' || name.includes('\0') || isDrive(name)) return false
  return !nameTraits(name).some((trait) => trait === 'protocol' || trait === 'device')
}

const isDrive = (name: string) => DRIVE.test(name)

/** Follows the parts of a path; `first` is the first one below where it ends up climbing to. */
function walked(path: string): { isAbsolute: boolean; climbs: boolean; first: string } {
  const isAbsolute = path.startsWith('/')
  const parts: string[] = []
  let climbs = false
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) climbs = true
  }
  return { isAbsolute, climbs, first: parts[0] ?? '' }
}
