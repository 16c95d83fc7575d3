import { createSignal } from "solid-js";

import { ofBrowser } from "../../browser/storage";

// The emoji that were picked last, and the skin tone, on this device.

const KEY = "potato.emoji";
const TONE_KEY = "potato.tone";
// Three rows.
const MOST = 24;

const [recent, setRecent] = createSignal(stored());
const [tone, setTone] = createSignal(Number(ofBrowser.get(TONE_KEY)) || 0);
export { recent, tone };

export function rememberPicked(emoji: string): void {
  setRecent((all) => [emoji, ...all.filter((one) => one !== emoji)].slice(0, MOST));
  ofBrowser.set(KEY, JSON.stringify(recent()));
}

export function chooseTone(next: number): void {
  setTone(next);
  ofBrowser.set(TONE_KEY, String(next));
}

function stored(): string[] {
  try {
    const kept: unknown = JSON.parse(ofBrowser.get(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}
