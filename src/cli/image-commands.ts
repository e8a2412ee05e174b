/** The commands that know formats: all of these need generated code. */
import type { Command } from 'commander'
import { commitCommand } from './commit.ts'
import { compareCommand } from './compare.ts'
import { convertCommand } from './convert.ts'
import { createCommand } from './create.ts'
import { dumpCommand } from './dump.ts'
import { formatsCommand } from './formats.ts'
import { infoCommand } from './info.ts'
import type { Io } from './io.ts'
import { layoutCommand } from './layout.ts'
import { mapCommand } from './map.ts'
import { measureCommand } from './measure.ts'
import { readCommand } from './read.ts'
import { rebaseCommand } from './rebase.ts'
import { resizeCommand } from './resize.ts'
import { validateCommand } from './validate.ts'
import { writeCommand } from './write.ts'

/** In the order of the help. */
export const imageCommands: readonly ((io: Io) => Command)[] = [
  infoCommand,
  dumpCommand,
  validateCommand,
  mapCommand,
  createCommand,
  convertCommand,
  compareCommand,
  commitCommand,
  rebaseCommand,
  resizeCommand,
  measureCommand,
  readCommand,
  writeCommand,
  layoutCommand,
  formatsCommand,
]
