// Every message has its room and number as digits at a fixed position of its text, so that nothing must be parsed on delivery.

const BODY_BYTES = 100;
const ROOM_DIGITS = 6;
const NUMBER_DIGITS = 8;
const AT = 64;
const QUOTE = 34;
const B = 98;
const DASH = 45;
const ZERO = 48;
const SEQ = Buffer.from('"seq":');

// Filler text, in Korean (three bytes a letter) in every other room.
const english =
  "nobody loses a word of what is said here, and everybody hears all of it in the same order, once. ";
const korean = "감자는 언제나 맛있어요 오늘 저녁에 같이 먹을래요 좋아요 그럼 여섯 시에 봐요 ";

const padded = (value: number, digits: number) => String(value).padStart(digits, "0");

/** The text of the `number`th message of a room, in UTF-8 of exactly so many bytes (at least 17). */
export function textOf(room: number, number: number, bytes = BODY_BYTES): string {
  const mark = `@@${padded(room, ROOM_DIGITS)}${padded(number, NUMBER_DIGITS)} `;
  const words = Buffer.from(room % 2 === 0 ? english : korean);
  const body = Buffer.alloc(bytes - mark.length, words);
  // Do not cut a letter in half: the rest is filled with dots.
  let end = body.length;
  while (end > 0 && (words[end % words.length]! & 0xc0) === 0x80) end--;
  return mark + body.fill(".", end).toString();
}

/** `tag` tells this generator's messages from those of one before it. */
export const clientIdOf = (room: number, number: number, tag: string): string =>
  `b-${padded(room, ROOM_DIGITS)}-${padded(number, NUMBER_DIGITS)}-${tag}`;

// Frames of one kind have their mark at nearly the same offset, so the last offset is tried first.
const hints = { text: 0, id: 0, seq: 0 };

/** Where the mark of a text begins in bytes[from, to), after the two @; -1 if there is none. */
export function textAt(bytes: Uint8Array, from: number, to: number): number {
  let at = from + hints.text;
  if (at + 1 < to && bytes[at] === AT && bytes[at + 1] === AT) return at + 2;
  for (at = from; at + 1 < to; at++) {
    if (bytes[at] !== AT || bytes[at + 1] !== AT) continue;
    hints.text = at - from;
    return at + 2;
  }
  return -1;
}

/** Where the digits of a clientId begin; -1 if there is none. */
export function idAt(bytes: Uint8Array, from: number, to: number): number {
  let at = from + hints.id;
  if (at + 2 < to && isId(bytes, at)) return at + 3;
  for (at = from; at + 2 < to; at++) {
    if (!isId(bytes, at)) continue;
    hints.id = at - from;
    return at + 3;
  }
  return -1;
}

/** The number after `"seq":` in bytes[from, to); NaN if there is none. */
export function seqIn(bytes: Uint8Array, from: number, to: number): number {
  let at = from + hints.seq;
  if (!isSeq(bytes, at, to)) {
    for (at = from; at < to && !isSeq(bytes, at, to); at++);
    hints.seq = at - from;
  }
  let value = Number.NaN;
  for (at += SEQ.length; at < to && isDigit(bytes[at]!); at++) value = (value || 0) * 10 + bytes[at]! - ZERO;
  return value;
}

const isDigit = (byte: number) => byte >= ZERO && byte < ZERO + 10;

function isSeq(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + SEQ.length >= to) return false;
  for (let index = 0; index < SEQ.length; index++) if (bytes[at + index] !== SEQ[index]) return false;
  return true;
}

// "b-000000-: the second dash makes sure that no other id matches.
const isId = (bytes: Uint8Array, at: number) =>
  bytes[at] === QUOTE &&
  bytes[at + 1] === B &&
  bytes[at + 2] === DASH &&
  bytes[at + 3 + ROOM_DIGITS] === DASH;

export const roomAt = (bytes: Uint8Array, at: number): number => parseDigits(bytes, at, ROOM_DIGITS);
/** The message's number, in a text. */
export const numberAt = (bytes: Uint8Array, at: number): number =>
  parseDigits(bytes, at + ROOM_DIGITS, NUMBER_DIGITS);
/** The message's number, in a clientId. */
export const idNumberAt = (bytes: Uint8Array, at: number): number =>
  parseDigits(bytes, at + ROOM_DIGITS + 1, NUMBER_DIGITS);

function parseDigits(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at++) value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}
