/**
 * The rules of what a header leads to: bitmaps, unused space, and the files that it names.
 *
 * `{name}` in a text is the spec name of what the rule is about, `{noun}` the same in words and
 * `{a}` with an article: `backing_file`, `backing file`, `a backing file`.
 */
import type { RuleKind } from './rule-kinds.ts'

/** Kinds of rules of a bitmap. */
export const BITMAP_KINDS = {
  past_end: {
    severity: 'notice',
    message: '{name} has bits set past the end of the disk',
    summary: 'The bits of `{name}` past the end of the disk are 0.',
    details:
      'Tools ignore them today. Should the disk grow, they would come into use and show what was never written.',
    example:
      '{name} has bits set past the end of the disk: found bits 2049–2055, expected zeros past bit 2047',
    advice: 'Repair clears the bits; what the disk shows does not change.',
    expected: 'zeros past the last unit',
    repair: { kind: 'bitmap-tail' },
  },
  no_data: {
    severity: 'warning',
    message: '{name} says that data is there, but the file with the data ends before it',
    summary: 'Where a bit of `{name}` is set, the data is there.',
    details:
      'The file with the data is shorter than the bits say: it was cut, or a write to it was lost in a crash. Those parts of the disk read as zeros or not at all.',
    example:
      '{name} says that data is there, but the file with the data ends before it: found 3 of 16 units without data',
    advice:
      'Look for a longer copy of the file with the data. Do not clear the bits: the backing file holds older content there.',
    expected: 'set bits only where there is data',
  },
} as const satisfies Readonly<Record<string, RuleKind>>

/** Kinds of rules of space that tools write as zero and do not read. */
export const UNUSED_KINDS = {
  not_zero: {
    severity: 'notice',
    message: '{name} is not zero',
    summary: '`{name}`, which nothing reads, is zero.',
    details: 'Leftovers of memory or of an earlier use, or something hidden.',
    example: '{name} is not zero: found ff at byte 1500, expected zeros',
    advice: 'Nothing depends on the bytes. Look at them if the image comes from a stranger.',
    expected: 'zeros',
  },
} as const satisfies Readonly<Record<string, RuleKind>>

/** Kinds of rules of a table whose entries vary in length. */
export const RECORD_KINDS = {
  cut: {
    severity: 'error',
    message: 'an entry of {name} runs past its end, or past that of the file',
    summary: 'Every entry of `{name}` is whole.',
    example:
      'an entry of {name} runs past its end, or past that of the file: found entry 3 at 393300, 80 bytes',
    advice:
      'Compare with another copy of the image; the table or a length in it is damaged, and what follows it is lost.',
    expected: 'a whole entry',
  },
  length: {
    severity: 'error',
    message: 'the entries of {name} are not as long as it is',
    summary: 'The entries of `{name}` fill it exactly.',
    example: 'the entries of {name} are not as long as it is: found 32 bytes, expected 40',
    advice: 'Compare with another copy of the image; the table or its length is damaged.',
    expected: 'entries that fill the table',
  },
  long: {
    severity: 'error',
    message: '{name} is longer than a reader accepts',
    summary: '`{name}` is no longer than readers accept.',
    details: 'The limit keeps forged lengths from using up the time and memory of a reader.',
    example:
      '{name} is longer than a reader accepts: found an entry that ends 70000000 bytes into it',
    advice: 'Do not trust the image: no tool makes such a table.',
  },
} as const satisfies Readonly<Record<string, RuleKind>>

/** Kinds of rules of any file that an image names. */
export const NAME_KINDS = {
  named: {
    severity: 'error',
    message: 'the image names {a}',
    summary: 'An image from a stranger names no other file.',
    details:
      'Who opens the image has the named file opened too, with his own rights, and its content shows in the disk.',
    example: 'the image names {a}: found base.raw, expected an image in one file',
    advice:
      'Do not open the image in place. Ask for it in one piece (qemu-img convert makes one), or check the name and its target yourself and then use the trusted policy.',
    expected: 'an image in one file',
    policy: 'untrusted',
  },
  protocol: {
    severity: 'warning',
    message: 'the name of the {noun} is that of a protocol, not of a file',
    summary: 'The name of the {noun} is that of a plain file.',
    details:
      'QEMU takes what stands before the first colon for a protocol: `nbd:`, `json:`, `file:` and others can reach any file or host. Other tools look for a file of that name.',
    example:
      'the name of the {noun} is that of a protocol, not of a file: found nbd:10.0.0.1:10809',
    advice:
      'Find out what the name leads to before anything opens it. For a file whose name has a colon, put ./ before it.',
    expected: 'the name of a file',
    untrusted: 'error',
  },
  absolute: {
    severity: 'notice',
    message: 'the name of the {noun} is absolute',
    summary: 'The name of the {noun} is relative to the folder of the image.',
    details: 'The image stops working when it is moved to another machine or folder.',
    example: 'the name of the {noun} is absolute: found /var/lib/images/base.raw',
    advice:
      'Keep it if the file stays where it is; else give the image a relative name with rebase.',
    expected: 'a relative name',
    untrusted: 'error',
  },
  parent: {
    severity: 'notice',
    message: 'the name of the {noun} leads out of the folder of the image',
    summary: 'The name of the {noun} stays within the folder of the image.',
    example: 'the name of the {noun} leads out of the folder of the image: found ../base.raw',
    advice: 'Check that the file is the one that is meant before anything opens it.',
    expected: 'a name without ..',
    untrusted: 'error',
  },
  device: {
    severity: 'warning',
    message: 'the name of the {noun} leads to a device or to the system',
    summary: 'The name of the {noun} does not lead to `/dev`, `/proc`, `/sys` or `/run`.',
    details:
      'What stands there is no image but a disk, memory or a socket of the machine, whatever it holds on the day.',
    example: 'the name of the {noun} leads to a device or to the system: found /dev/sda',
    advice: 'Do not open the image unless you know why it uses the device.',
    expected: 'the name of a plain file',
    untrusted: 'error',
  },
  missing: {
    severity: 'error',
    message: 'the {noun} does not exist',
    summary: 'The {noun} exists.',
    details: 'Names are resolved against the folder of the image.',
    example: 'the {noun} does not exist: found base.raw',
    advice:
      'Put the file back where the name leads, or have the image name its new place with rebase. Without the file the disk is not complete.',
    expected: 'the name of a file that exists',
  },
  no_access: {
    severity: 'error',
    message: 'the {noun} cannot be looked at',
    summary: 'The {noun} can be opened by who uses the image.',
    details: 'The system refuses it to the user that runs the check, or fails to read it.',
    example: 'the {noun} cannot be looked at: permission denied',
    advice:
      'Check who may read the file and its folders; or run the check as the user that opens the image.',
    expected: 'a file that can be read',
  },
  not_file: {
    severity: 'error',
    message: 'the {noun} is no plain file',
    summary: 'The {noun} is a plain file.',
    details: 'To open a FIFO or a device can block for ever, or act on what is behind it.',
    example: 'the {noun} is no plain file: found a FIFO',
    advice: 'Check what stands there, and have the image name the file that is meant.',
    expected: 'a plain file',
  },
  outside: {
    severity: 'error',
    message: 'the {noun} lies outside the folder that is allowed',
    summary: 'The {noun} lies within the folder that the policy allows.',
    details: 'Links are followed first: what counts is where the file is, not what the name says.',
    example: 'the {noun} lies outside the folder that is allowed: found ../../etc/passwd',
    advice: 'Allow the folder if the file is the one that is meant; else do not open the image.',
    expected: 'a file within the allowed folder',
  },
  loop: {
    severity: 'error',
    message: 'the {noun} leads back to the image',
    summary: 'The chain of files does not lead back to a file that is in it.',
    details:
      'Files are told apart by identity, not by name, so links do not hide a loop. Tools without a check open files until they run out of descriptors.',
    example: 'the {noun} leads back to the image: found self.img',
    advice: 'Find out which file should be there, and have the image name it.',
    expected: 'a file that is not in the chain',
  },
} as const satisfies Readonly<Record<string, RuleKind>>

/** Kinds of rules of a backing file. */
export const BACKING_KINDS = {
  depth: {
    severity: 'error',
    message: 'the chain of backing files has more layers than the policy allows',
    summary: 'The chain of backing files is no deeper than the policy allows.',
    details: 'Each layer costs an open file, and a look-up for every read that falls through.',
    example:
      'the chain of backing files has more layers than the policy allows: found 17, expected at most 16',
    advice: 'Merge layers with commit or convert, or allow more with --max-depth.',
    expected: 'a shorter chain',
  },
  unprobed: {
    severity: 'notice',
    message: 'what format the {noun} has is not recorded',
    summary: 'The format of the {noun} is known without a look at its bytes.',
    details:
      'Tools probe the file then. If it is raw, its guest decides what the probe finds, and can have any file of the host opened.',
    example: 'what format the {noun} has is not recorded: found base.raw',
    advice: 'Say what format the file has wherever the image is opened; do not let it be probed.',
    expected: 'a recorded format',
  },
  format_mismatch: {
    severity: 'error',
    message: 'the {noun} is not of the format that is recorded',
    summary: 'The {noun} is of the format that the image records for it.',
    details:
      'If the file is recorded as raw and begins like an image, that may be the work of a guest: its bytes then are data, and to take them for an image would be a mistake. If it is an image by right, the disk shows the bytes of its header.',
    example: 'the {noun} is not of the format that is recorded: found qcow2, expected raw',
    advice:
      'Find out which of the two is right. Correct the record with rebase if the file really is what its bytes say.',
    expected: 'a file of the recorded format',
  },
  unreadable: {
    severity: 'error',
    message: 'the {noun} breaks the rules of its own format',
    summary: 'The {noun} is a valid image of its format.',
    details: 'What the disk shows is no better than the files that it is read from.',
    example:
      'the {noun} breaks the rules of its own format: base.cow: the file ends inside the header',
    advice: 'Validate the backing file by itself to see all that is wrong with it.',
    expected: 'a valid image',
  },
  shorter: {
    severity: 'notice',
    message: 'the {noun} is shorter than the disk',
    summary: 'The {noun} is at least as long as the disk.',
    details: 'Past its end the disk is zero; some tools give an I/O error there instead.',
    example:
      'the {noun} is shorter than the disk: found 1048576 bytes, expected at least 2097152 bytes',
    advice: 'Nothing needs to be done if the disk was grown; else look for the right backing file.',
    expected: 'a backing file at least as long as the disk',
  },
} as const satisfies Readonly<Record<string, RuleKind>>

/** The rule of a recorded time. */
export const MTIME_KIND: RuleKind = {
  severity: 'notice',
  message: 'the {noun} was changed after the image was made',
  summary: 'The {noun} is as old as the image records.',
  details:
    'The image holds only what differs from its backing file. If that file was written to, the disk is a mixture of two states. A copy that did not keep the time of the file looks the same.',
  example:
    'the {noun} was changed after the image was made: found 2011-03-13T07:06:40Z, expected 2024-05-01T09:00:00Z',
  advice:
    'Compare the backing file with a copy from the time the image was made. Repair records the new time, with your consent, once you know that the content is the same.',
  expected: 'the recorded time',
  repair: { kind: 'mtime' },
}

/** The rule of a recorded size. */
export const SIZE_KIND: RuleKind = {
  severity: 'notice',
  message: 'the {noun} is not as long as the image records',
  summary: 'The {noun} is exactly as long as the image records.',
  details:
    'It was cut or grown after the image was made, or is another file. The tools of the format compare the two sizes.',
  example:
    'the {noun} is not as long as the image records: found 1048576 bytes, expected 1049088 bytes',
  advice:
    'Look for the backing file that the image was made over. Do not cut or grow a file to make the sizes agree.',
  expected: 'the recorded size',
}

/** The rule of two files that should not be one. */
export const SAME_KIND: RuleKind = {
  severity: 'error',
  message: 'backing file and image file are the same file',
  summary: 'Backing file and image file are two files.',
  details:
    'Files are told apart by identity, not by name. A write to the one changes what the other shows.',
  example: 'backing file and image file are the same file: found disk.img',
  advice: 'Do not write to the image. Find out which of the two names is wrong.',
  expected: 'two different files',
}

/** The rule of a file that holds the data of a disk whose size is recorded. */
export const SHORT_KIND: RuleKind = {
  severity: 'warning',
  message: 'the {noun} is shorter than the disk',
  summary: 'The {noun} is at least as long as the disk.',
  details: 'What the disk had past the end of the file is lost, or was never written.',
  example:
    'the {noun} is shorter than the disk: found 1048576 bytes, expected at least 2097152 bytes',
  advice: 'Look for a longer copy of the file before anything is written to the disk.',
  expected: 'a file at least as long as the disk',
}
