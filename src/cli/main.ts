#!/usr/bin/env node
/** The `cowtools` command. */
import { processIo } from './io.ts'
import { run } from './program.ts'

// The reader of a pipe may leave before all is written: `cowtools dump x | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode)
  process.stderr.write(`cowtools: Cannot write the output: ${error.message}\n`)
  process.exit(1)
})

process.exitCode = await run(process.argv.slice(2), processIo())
