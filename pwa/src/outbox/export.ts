// What waits, as a file: for somebody whose phone will not see a network again, or who wants a copy before dropping it.
import type { Command } from './command'
import { type Entry, zip } from './zip'

const endings: Record<string, string> = { 'image/webp': 'webp', 'image/jpeg': 'jpg', 'image/png': 'png' }

/** Packs commands and their photos: commands.json with all of them, photos/<id>.<ending>. No session and no secret is in it. */
export async function pack(commands: Command[], at = new Date()): Promise<Blob> {
  const photos: Entry[] = []
  const listed = []
  for (const { photos: own, account: _, ...command } of commands) {
    const names = []
    for (const { id, blob } of own) {
      const name = `photos/${id}.${endings[blob.type] ?? 'bin'}`
      photos.push({ name, data: new Uint8Array(await blob.arrayBuffer()) })
      names.push(name)
    }
    listed.push({ ...command, created_at: new Date(command.createdAt).toISOString(), photo_files: names })
  }
  const json = JSON.stringify({ form: 'jemaa-outbox-1', exported_at: at.toISOString(), commands: listed }, null, 2)
  return zip([{ name: 'commands.json', data: new TextEncoder().encode(json) }, ...photos], at)
}

/** Gives the file to the person, by the browser's own means. */
export async function save(commands: Command[], at = new Date()): Promise<void> {
  const url = URL.createObjectURL(await pack(commands, at))
  const link = document.createElement('a')
  link.href = url
  link.download = `jemaa-${at.toISOString().slice(0, 10)}.zip`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
