// Threads do not inherit the loader that runs TypeScript: it is set up here.
import { register } from 'tsx/esm/api'

register()
await import('./worker.ts')
