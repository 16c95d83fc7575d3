import english from "emoji-picker-element-data/en/cldr/data.json?url";
import korean from "emoji-picker-element-data/ko/cldr/data.json?url";

import { type EmojiEntry, findable, type FindableEmoji } from "./find";

// The names come from our own server, some 60 kB of them, when the picker is opened for the first time.
const sources = { en: english, ko: korean };
const loaded = new Map<string, Promise<FindableEmoji[]>>();

// Of each version of Unicode one that came with it, newest first. Systems lag behind by years.
const newcomers: [version: number, emoji: string][] = [
  [17, "🫪"],
  [16, "🫩"],
  [15.1, "🙂‍↔️"],
  [15, "🫨"],
  [14, "🫠"],
  [13.1, "😶‍🌫️"],
  [13, "🥲"],
];
// Nearly every system has these.
const OLDEST = 12.1;
// Skin tones by themselves.
const COMPONENTS = 2;

/** All emoji that this system can draw, in the order of Unicode. Rejects if they cannot be loaded; the next call tries again. */
export function loadEmoji(language: "en" | "ko"): Promise<FindableEmoji[]> {
  const known = loaded.get(language);
  if (known) return known;
  const fresh = fetchEmoji(sources[language]);
  loaded.set(language, fresh);
  fresh.catch(() => loaded.delete(language));
  return fresh;
}

async function fetchEmoji(source: string): Promise<FindableEmoji[]> {
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`emoji: ${answer.status}`);
  const all = (await answer.json()) as EmojiEntry[];
  const newest = newestDrawn();
  return all.filter(({ group, version }) => group !== COMPONENTS && version <= newest).map(findable);
}

function newestDrawn(): number {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return (pen && newcomers.find(([, emoji]) => isDrawn(pen, emoji))?.[0]) ?? OLDEST;
}

const PX = 24;

/** An emoji that is unknown is a box in the colour of the text, and a sequence falls apart into several. */
function isDrawn(pen: CanvasRenderingContext2D, emoji: string): boolean {
  pen.font = `${PX}px sans-serif`;
  pen.textBaseline = "top";
  if (pen.measureText(emoji).width > pen.measureText("😀").width * 1.5) return false;
  pen.clearRect(0, 0, PX * 2, PX * 2);
  pen.fillText(emoji, 0, 0);
  const { data } = pen.getImageData(0, 0, PX * 2, PX * 2);
  return data.some((part, at) => at % 4 !== 3 && part !== data[at - (at % 4)]);
}
