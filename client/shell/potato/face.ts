import type { Mood } from "./mood";

// The potato of public/potato.svg in its moods. As text, because the tab's icon is an address, and the one who sleeps is
// needed when the server cannot be reached. Its colours stand out on light and dark tabs alike.

const BODY =
  '<path fill="#c98f4e" d="M40 6c13 4 20 17 17 31-3 13-16 22-31 21C13 57 4 48 6 36 8 26 17 22 22 14c4-6 10-10 18-8Z"/>' +
  '<path fill="#dba866" d="M38 11c9 3 14 12 13 22-2 9-11 15-22 15-10 0-17-5-16-13 1-7 9-10 14-17 3-5 6-8 11-7Z"/>' +
  '<g fill="#eb9a86" opacity=".7"><circle cx="22.5" cy="36" r="2.8"/><circle cx="46" cy="34.5" r="2.8"/></g>';

const line = (path: string, colour = "#5b3a1e", width = 2.4) =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

const OPEN = '<g fill="#5b3a1e"><circle cx="27" cy="31" r="2.6"/><circle cx="41" cy="30" r="2.6"/></g>';
const SHUT = line("M23.5 30q3.5 4 7 0M37.5 29q3.5 4 7 0", "#5b3a1e", 2.8);
const SMILE = line("M29 37c3 4 8 4 11-1");
const STEAM = line("M18 19q-5-4 0-8t0-8M32 15q-5-4 0-7t0-7M46 19q-5-4 0-8t0-8", "#e39a2d", 4.5);
// At 16 px steam alone is easily missed, and a number needs half of the icon. In the rail there are badges.
const counter = (count: number): string =>
  '<circle cx="43" cy="43" r="20" fill="#cf3f26" stroke="#fff" stroke-width="2"/>' +
  `<text x="43" y="${count > 9 ? 51 : 54}" font-family="Arial,sans-serif" font-weight="bold" font-size="${count > 9 ? 22 : 32}" ` +
  `text-anchor="middle" fill="#fff">${count > 9 ? "9+" : count}</text>`;
const SNORES = line("M45 5h9l-9 10h9M57 19h5l-5 6h5", "#7d8fb3", 3);

const potatoes: Record<Mood, string> = {
  plain: BODY + OPEN + SMILE,
  // Smaller, so that the steam has its place.
  steaming: `${STEAM}<g transform="translate(4 14) scale(.79)">${BODY}${OPEN}${SMILE}</g>`,
  shut: BODY + SHUT + SMILE,
  asleep: `<g transform="translate(0 9) scale(.85)">${BODY}${SHUT}${line("M32 38h4")}</g>${SNORES}`,
};

export const faceOf = (mood: Mood): string => pictureOf(potatoes[mood]);

/** For the browser's tab, with how many messages are unread in rooms that are not muted. */
export const iconOf = (mood: Mood, loud: number): string =>
  mood === "steaming" ? pictureOf(potatoes.steaming + counter(loud)) : faceOf(mood);

export const addressOf = (picture: string): string => `data:image/svg+xml,${encodeURIComponent(picture)}`;

const pictureOf = (shapes: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${shapes}</svg>`;
