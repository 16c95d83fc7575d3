// Every message says in its text which it is, in figures at a fixed place, so that a hearing costs no parsing.

const BODY_BYTES = 100;
const ROOM_DIGITS = 6;
const NUMBER_DIGITS = 8;
const AT = 64;
const QUOTE = 34;
const B = 98;
const DASH = 45;
const ZERO = 48;
const SEQ = Buffer.from('"seq":');

// What people say, to the size of the body: in every other room in Korean, of three bytes a letter.
const english =
  "nobody loses a word of what is said here, and everybody hears all of it in the same order, once. ";
const korean = "감자는 언제나 맛있어요 오늘 저녁에 같이 먹을래요 좋아요 그럼 여섯 시에 봐요 ";

const figures = (value: number, digits: number) => String(value).padStart(digits, "0");

/** The text of the `number`th message of a room, in UTF-8 of exactly so many bytes (at least 17). */
export function textOf(room: number, number: number, bytes = BODY_BYTES): string {
  const mark = `@@${figures(room, ROOM_DIGITS)}${figures(number, NUMBER_DIGITS)} `;
  const words = Buffer.from(room % 2 === 0 ? english : korean);
  const body = Buffer.alloc(bytes - mark.length, words);
  // Not through the middle of a letter: what is left is filled with dots.
  let end = body.length;
  while (end > 0 && (words[end % words.length]! & 0xc0) === 0x80) end--;
  return mark + body.fill(".", end).toString();
}

/** `tag` tells this generator's messages from those of one before it. */
export const clientIdOf = (room: number, number: number, tag: string): string =>
  `b-${figures(room, ROOM_DIGITS)}-${figures(number, NUMBER_DIGITS)}-${tag}`;

// Frames of one kind have their mark at nearly the same place: where it was last is looked at first.
const hints = { text: 0, id: 0, seq: 0 };

/** Where the mark of a text begins in bytes[from, to), behind the two @; -1 where there is none. */
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

/** Where the figures of a clientId begin; -1 where there is none. */
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

/** What stands behind `"seq":` in bytes[from, to); NaN where there is none. */
export function seqIn(bytes: Uint8Array, from: number, to: number): number {
  let at = from + hints.seq;
  if (!isSeq(bytes, at, to)) {
    for (at = from; at < to && !isSeq(bytes, at, to); at++);
    hints.seq = at - from;
  }
  let value = Number.NaN;
  for (at += SEQ.length; at < to && isFigure(bytes[at]!); at++) value = (value || 0) * 10 + bytes[at]! - ZERO;
  return value;
}

const isFigure = (byte: number) => byte >= ZERO && byte < ZERO + 10;

function isSeq(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + SEQ.length >= to) return false;
  for (let index = 0; index < SEQ.length; index++) if (bytes[at + index] !== SEQ[index]) return false;
  return true;
}

// "b-000000-: with the second dash, so that no other id is taken for one.
const isId = (bytes: Uint8Array, at: number) =>
  bytes[at] === QUOTE &&
  bytes[at + 1] === B &&
  bytes[at + 2] === DASH &&
  bytes[at + 3 + ROOM_DIGITS] === DASH;

export const roomAt = (bytes: Uint8Array, at: number): number => figure(bytes, at, ROOM_DIGITS);
/** The message's number, of a text. */
export const numberAt = (bytes: Uint8Array, at: number): number =>
  figure(bytes, at + ROOM_DIGITS, NUMBER_DIGITS);
/** The message's number, of a clientId. */
export const idNumberAt = (bytes: Uint8Array, at: number): number =>
  figure(bytes, at + ROOM_DIGITS + 1, NUMBER_DIGITS);

function figure(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at++) value = value * 10 + (bytes[at] ?? 0) - 48;
  return value;
}
