// Generated from the schemas by `cowtools generate`. Do not edit: change the schema and run it again.
import type { RuleDoc } from '../src/binary/index.ts'
import { addCowV4Rules } from './add-cow-v4/rules.ts'
import { addCowV10Rules } from './add-cow-v10/rules.ts'
import { addCowV18Rules } from './add-cow-v18/rules.ts'
import { cowV2I386Rules } from './cow-v2-i386/rules.ts'
import { cowV2Rules } from './cow-v2/rules.ts'
import { qcow2Rules } from './qcow2/rules.ts'
import { umlCowV1LeRules } from './uml-cow-v1-le/rules.ts'
import { umlCowV1BeRules } from './uml-cow-v1-be/rules.ts'
import { umlCowV2Rules } from './uml-cow-v2/rules.ts'
import { umlCowV3BrokenRules } from './uml-cow-v3-broken/rules.ts'
import { umlCowV3Rules } from './uml-cow-v3/rules.ts'

/** Id of a rule of every file. */
export type GeneralRuleId = 'format.empty' | 'format.unknown' | 'format.near_miss' | 'format.foreign' | 'format.mismatch' | 'format.ambiguous' | 'format.choice' | 'format.ambiguous_reading' | 'limits.header_area' | 'limits.virtual_size' | 'limits.file_size' | 'limits.bytes_read' | 'limits.time'

/** The rules of every file, whatever its format, by their ids. */
export const GENERAL_RULES: Readonly<Record<GeneralRuleId, RuleDoc>> = {
  'format.empty': {
    id: 'format.empty',
    severity: 'error',
    message: 'the file is empty',
    spec: 'index.md#rule-format.empty',
    summary: 'The file has content.',
    advice: 'Get the file again: a copy failed, or was never begun.',
    expected: 'an image of a known format',
    example: 'the file is empty: found 0 bytes',
  },
  'format.unknown': {
    id: 'format.unknown',
    severity: 'error',
    message: 'the file is of no known format',
    spec: 'index.md#rule-format.unknown',
    summary: 'The first bytes of the file are those of a known format.',
    details: 'A raw disk has no signature, and is not told from a damaged image or from one of a format that a tool does not know. So a file is\nnever taken for raw because nothing else matches: its guest could choose what it is taken for.',
    advice: 'If the file is a raw disk, say so with -f raw. If it should be an image, its first bytes are lost.',
    expected: 'the signature of a known format',
    example: 'the file is of no known format: it starts with eb 63 90 00 00 00 00 00',
  },
  'format.near_miss': {
    id: 'format.near_miss',
    severity: 'error',
    message: 'the first bytes of the file are nearly those of a known format',
    spec: 'index.md#rule-format.near_miss',
    summary: 'A file that begins like an image has the whole signature of its format.',
    details: 'The header is damaged, cut or of a version that is not known. The file is no raw disk by that: a guest that writes such bytes may want\nit to be taken for one.',
    advice: 'Get the file again, or compare it with another copy. To have the rest of it checked, name its format with -f.',
    expected: 'a whole signature',
    example: 'the file looks like qcow2, but bytes 4–7 are 00 00 00 04, not 00 00 00 02 or 00 00 00 03',
  },
  'format.foreign': {
    id: 'format.foreign',
    severity: 'error',
    message: 'the file is of a format that is not supported',
    spec: 'index.md#rule-format.foreign',
    summary: 'The file is of a format that can be checked.',
    details: 'Its signature is known, but nothing else of it is checked.',
    advice: 'Use a tool of that format; qemu-img converts many of them. Unpack a compressed image first.',
    expected: 'a format that is supported',
    example: 'this is a VMDK image (VMware virtual disk): found 4b 44 4d 56 at byte 0',
  },
  'format.mismatch': {
    id: 'format.mismatch',
    severity: 'error',
    message: 'the file is of another format',
    spec: 'index.md#rule-format.mismatch',
    summary: 'The file is of the format that it is said to be.',
    details: 'Who trusts the label opens the file as something else than who trusts the bytes. Services that checked the one and used the other have\nlet images name files of their hosts.',
    advice: 'Find out which of the two is right before the file is opened as either.',
    expected: 'the format that was named',
    example: 'these bytes are qcow2, not cow-v2: found 51 46 49 fb 00 00 00 03',
  },
  'format.ambiguous': {
    id: 'format.ambiguous',
    severity: 'error',
    message: 'the file has the signatures of more than one format',
    spec: 'index.md#rule-format.ambiguous',
    summary: 'The file has the signature of one format only.',
    details: 'Some formats are told by their first bytes, others by their last ones or by a place in between. A file can be made to match\nseveral, so that the tool that checks it and the tool that opens it see different images.',
    advice: 'Do not open the file unless you know which format it is, and then name the format.',
    expected: 'the signature of one format',
    example: 'the file is qcow2, and has the signature of VHD at its end: found 63 6f 6e 65 63 74 69 78',
  },
  'format.choice': {
    id: 'format.choice',
    severity: 'notice',
    message: 'several formats begin like this',
    spec: 'index.md#rule-format.choice',
    summary: 'Of several formats that begin alike, the bytes speak for one.',
    details: 'Some formats share magic and version, and differ in what follows. They are told apart by what each would make of the header; `-f` with an\nexact id takes the file for that, whatever the bytes say. The notice is left out where the bytes speak clearly for a usual format; `info` always shows the evidence.',
    advice: 'Nothing needs to be done. If the choice is wrong, name the format with -f.',
    expected: 'the format that the bytes speak for',
    example: 'the file begins as cow-v2 and cow-v2-i386 do, and is read as cow-v2: as cow-v2-i386 it would be wrong that the disk has at least one sector',
  },
  'format.ambiguous_reading': {
    id: 'format.ambiguous_reading',
    severity: 'warning',
    message: 'the bytes make sense as more than one format',
    spec: 'index.md#rule-format.ambiguous_reading',
    summary: 'Of several formats that begin alike, the bytes make sense as one only.',
    details: 'Another tool may take the file for the other format, and show another disk. Nothing in the file decides it.',
    advice: 'Find out which program made the image, and name the format with -f.',
    expected: 'bytes that make sense as one format',
    example: 'the bytes make sense as more than one format: cow-v2 or cow-v2-i386',
    untrusted: 'error',
  },
  'limits.header_area': {
    id: 'limits.header_area',
    severity: 'error',
    message: 'the header area is longer than a check reads',
    spec: 'index.md#rule-limits.header_area',
    summary: 'The header area is no longer than a check reads.',
    details: 'What lies past the limit is not checked, so it can hide anything.',
    advice: 'Do not trust the image: no tool writes so long a header.',
    expected: 'a shorter header area',
    example: 'the header area is longer than a check reads: found 2097152 bytes, expected at most 524288 bytes',
  },
  'limits.virtual_size': {
    id: 'limits.virtual_size',
    severity: 'error',
    message: 'the disk is larger than the policy allows',
    spec: 'index.md#rule-limits.virtual_size',
    summary: 'The disk is no larger than the policy allows.',
    details: 'A small file can stand for a huge disk. Whoever converts or copies it runs out of space.',
    advice: 'Allow more with --max-virtual-size if the size is meant.',
    expected: 'a smaller disk',
    example: 'the disk is larger than the policy allows: found 8796093022208 bytes, expected at most 1099511627776 bytes',
  },
  'limits.file_size': {
    id: 'limits.file_size',
    severity: 'error',
    message: 'the file is longer than the policy allows',
    spec: 'index.md#rule-limits.file_size',
    summary: 'The file is no longer than the policy allows.',
    details: 'A stream without an end is found by this: its bytes are not read past the limit.',
    advice: 'Allow more with --max-file-size if the length is meant.',
    expected: 'a shorter file',
    example: 'the file is longer than the policy allows: found more than 68719476736 bytes',
  },
  'limits.bytes_read': {
    id: 'limits.bytes_read',
    severity: 'error',
    message: 'the check ended: it would read more bytes than the policy allows',
    spec: 'index.md#rule-limits.bytes_read',
    summary: 'The whole image can be checked within the bytes that the policy allows.',
    details: 'What was not read was not checked.',
    advice: 'Nothing is known to be wrong with the image. Use the trusted policy, or allow more bytes, to have all of it checked.',
    expected: 'a check within the limit',
    example: 'the check ended: it would read more bytes than the policy allows: found 1073741824 bytes, expected at most 536870912 bytes',
  },
  'limits.time': {
    id: 'limits.time',
    severity: 'error',
    message: 'the check ended: it took longer than the policy allows',
    spec: 'index.md#rule-limits.time',
    summary: 'The whole image can be checked within the time that the policy allows.',
    details: 'What was not read was not checked.',
    advice: 'Nothing is known to be wrong with the image. Try again when the machine has less to do, or allow more time.',
    expected: 'a check within the limit',
    example: 'the check ended: it took longer than the policy allows: found 10 s',
  },
}

/** The rules of each format, by its id. */
export const formatRules: Readonly<Record<string, readonly RuleDoc[]>> = {
  'add-cow-v4': addCowV4Rules,
  'add-cow-v10': addCowV10Rules,
  'add-cow-v18': addCowV18Rules,
  'cow-v2-i386': cowV2I386Rules,
  'cow-v2': cowV2Rules,
  'qcow2': qcow2Rules,
  'uml-cow-v1-le': umlCowV1LeRules,
  'uml-cow-v1-be': umlCowV1BeRules,
  'uml-cow-v2': umlCowV2Rules,
  'uml-cow-v3-broken': umlCowV3BrokenRules,
  'uml-cow-v3': umlCowV3Rules,
}
