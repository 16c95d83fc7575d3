const EXTENSIONS: Record<string, string> = { "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/webm": "webm" };

const two = (number: number): string => String(number).padStart(2, "0");

/** "voice-2026-11-30-1432.webm": when it was recorded, by the clock of whoever spoke. */
export function nameOfVoice(at: Date, mediaType: string): string {
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `voice-${day}-${two(at.getHours())}${two(at.getMinutes())}.${EXTENSIONS[mediaType] ?? "webm"}`;
}

/** "0:07" */
export function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
