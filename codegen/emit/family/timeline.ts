/** When the formats of a family appeared, changed and ended. */
import type { Format, Source } from '../../ir.ts'
import { code, sourceText } from '../markdown/words.ts'
import { type Family, isDate } from './families.ts'

/** One event. */
export interface Event {
  readonly date: string
  readonly format: string
  readonly what: string
  readonly sources: string
}

/** All events; what has no date stands behind what came before it in its format. */
export function timeline({ formats }: Family): readonly Event[] {
  const events = formats.flatMap(eventsOf)
  return events.sort((a, b) => compare(a.key, b.key)).map(({ key: _, ...event }) => event)
}

/** Not by locale: dates of numbers and dashes. */
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))

type Keyed = Event & { readonly key: string }

function eventsOf(format: Format): readonly Keyed[] {
  const { since, until, revisions, title, status, sources } = format
  const dates = revisions.map(({ date }) => date)
  const events: { date: string; what: string; sources: readonly Source[] }[] = []
  if (since === undefined || !dates.includes(since)) {
    events.push({ date: since ?? '', what: `${title}: ${status}`, sources })
  }
  for (const { name, date = '', summary, sources: cited } of revisions) {
    events.push({ date, what: `${name}: ${summary}`, sources: cited })
  }
  if (until !== undefined && until !== since && !dates.includes(until)) {
    events.push({ date: until, what: 'The last of it.', sources: [] })
  }
  let key = ''
  return events.map(({ date, what, sources: cited }) => {
    // The year of what came before is no time before it.
    if (isDate(date) && !key.startsWith(date)) key = date
    const link = `[${code(format.id)}](${format.id}.md)`
    return {
      key,
      date: date || 'no date',
      format: link,
      what,
      sources: cited.map(sourceText).join('<br>'),
    }
  })
}
