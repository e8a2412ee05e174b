/** How long `cowtools generate --check` takes over all schemas, and where the time goes. */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'
import { type Demand, type Group, type Row, verdictOn } from './report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tsx = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url))
const once = fileURLToPath(new URL('generate-once.ts', import.meta.url))

/** The whole command must feel instant beside an editor's save. */
const WALL: Demand = { kind: 'share', aim: 1, limit: 1 }
const WALL_LIMIT_MS = 2000
const RUNS = 5

/** Runs the command and its phases several times, each in a process of its own. */
export function measureGenerate(runs = RUNS): Group {
  const walls: number[] = []
  const phases = new Map<string, number[]>()
  for (let run = 0; run < runs; run++) {
    walls.push(wall())
    const report: { name: string; milliseconds: number }[] = JSON.parse(
      execFileSync(tsx, [once], { cwd: root, encoding: 'utf8' }),
    )
    for (const { name, milliseconds } of report) {
      phases.set(name, [...(phases.get(name) ?? []), milliseconds])
    }
  }
  const total = median(walls)
  const figure = total / WALL_LIMIT_MS
  const rows: Row[] = [
    {
      name: 'the whole command, wall',
      value: total,
      unit: 'ms',
      demand: WALL,
      figure,
      verdict: verdictOn(figure, WALL),
    },
    ...[...phases].map(
      ([name, times]): Row => ({
        name: `  ${name}`,
        value: median(times),
        unit: 'ms',
        verdict: 'none',
      }),
    ),
  ]
  const notes = [`"its time": ${WALL_LIMIT_MS} ms; phases are from runs of their own`]
  return { title: 'generate --check, all schemas', rows, notes }
}

/** Exit code 1 only says that something is stale; that takes as long. */
function wall(): number {
  const start = performance.now()
  const { error } = spawnSync(tsx, ['src/cli/main.ts', 'generate', '--check'], { cwd: root })
  if (error) throw error
  return performance.now() - start
}
