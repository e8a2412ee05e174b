/** One run of `validate` over a folder, in a process of its own: time and memory. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [build = '', folder = '', jobs = '1'] = process.argv.slice(2)
const load = (path: string) => import(pathToFileURL(join(build, path)).href)
const { createPaint } = await load('src/cli/io.js')
const { run } = await load('src/cli/program.js')

const io = {
  out: () => {},
  err: (text: string) => process.stderr.write(text),
  write: async () => {},
  input: process.stdin,
  isTerminal: { out: false, err: false },
  interruptible: <Result>(task: (signal: AbortSignal) => Promise<Result>) =>
    task(new AbortController().signal),
  paint: createPaint(false),
  width: 100,
  exitCode: 0,
}
const start = performance.now()
const code = await run(['validate', '--jobs', jobs, folder], io)
const milliseconds = performance.now() - start
if (code !== 0) throw new Error(`validate exited with ${code}`)
// maxRSS is in KiB.
console.log(JSON.stringify({ milliseconds, peakMiB: process.resourceUsage().maxRSS / 1024 }))
