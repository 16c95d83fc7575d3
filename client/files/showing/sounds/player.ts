import { createSignal } from "solid-js";

import { onToken } from "../../../api";
import { originalOf } from "../../names";

// One thing plays at a time. Sounds have one element outside of the page, so that one goes on while its message is scrolled
// away.

interface Playing {
  fileId: string;
  isOn: boolean;
  /** In s. */
  at: number;
  /** Once the browser knows. Some recordings do not say. */
  length: number | undefined;
  hasFailed: boolean;
}

const element = new Audio();
element.preload = "metadata";
const [now, setNow] = createSignal<Playing>();
// Where others were left, in s.
const left = new Map<string, number>();
let video: HTMLVideoElement | undefined;

/** What is known of this sound; nothing until it has been played. */
export const playing = (fileId: string): Playing | undefined => {
  const one = now();
  return one?.fileId === fileId ? one : undefined;
};

export const positionOf = (fileId: string): number => playing(fileId)?.at ?? left.get(fileId) ?? 0;

export function toggleSound(fileId: string): void {
  load(fileId);
  if (!element.paused) return element.pause();
  // Refused, or another one was chosen meanwhile.
  element.play().catch(() => undefined);
}

/** In s. */
export function seekSound(fileId: string, at: number): void {
  load(fileId);
  element.currentTime = at;
  learn({ at });
}

/** A video has begun to play. */
export function playAlone(other: HTMLVideoElement): void {
  element.pause();
  if (video !== other) video?.pause();
  video = other;
}

function load(fileId: string): void {
  const before = now();
  if (before?.fileId === fileId && !before.hasFailed) return;
  if (before) left.set(before.fileId, before.at);
  const at = left.get(fileId) ?? 0;
  setNow({ fileId, isOn: false, at, length: undefined, hasFailed: false });
  element.src = originalOf(fileId);
  element.currentTime = at;
}

function learn(part: Partial<Playing>): void {
  setNow((one) => one && { ...one, ...part });
}

element.addEventListener("play", () => {
  video?.pause();
  learn({ isOn: true });
});
element.addEventListener("pause", () => learn({ isOn: false }));
element.addEventListener("timeupdate", () => learn({ at: element.currentTime }));
element.addEventListener("durationchange", () => {
  if (Number.isFinite(element.duration)) learn({ length: element.duration });
});
element.addEventListener("ended", () => {
  element.currentTime = 0;
  learn({ isOn: false, at: 0 });
});
element.addEventListener("error", () => learn({ isOn: false, hasFailed: true }));

// Whoever signs out leaves nothing that plays.
onToken((signedIn) => {
  if (signedIn) return;
  element.pause();
  element.removeAttribute("src");
  left.clear();
  setNow(undefined);
});
