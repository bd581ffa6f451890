// The outbox's heavier half (storage and sending), fetched after the first paint.
export { adopt, arrived, change, clear, keep, list, remove } from './box'
export { revive } from './machine'
export { browserEdges, sendAll } from './sender'
export { askForSync } from './sync'
