import { type Dialect, HEARD, type Kind, OTHER, type Person, REFUSED, SENT, STEP } from "./dialect";

// The JSON frames of our own socket, which most peers speak too. Each begins with {"type":" and what matters is told
// apart by a byte or two at a fixed place: this is asked some 400,000 times a second.
const NAME = '{"type":"'.length;
const EVENT = NAME + "message.".length;

const code = (character: string) => character.charCodeAt(0);
const [m, w, r, f, n, s] = [code("m"), code("w"), code("r"), code("f"), code("n"), code("s")];

const frames = {
  path: "/ws",
  say: (_person: Person, roomId: string, clientId: string, text: string) =>
    `{"type":"message.send","roomId":"${roomId}","clientId":"${clientId}","text":"${text}"}`,
  kindOf,
};

/** To our server, where a token says who one is, and it knows who is in which room. */
export const ours: Dialect = {
  ...frames,
  greeting: ({ accessToken }) => [`{"type":"hello","token":"${accessToken}"}`],
};

/** To peers that believe who one says one is, and which rooms one is in. */
export const trusting: Dialect = {
  ...frames,
  greeting: ({ userId, rooms }) => [`{"type":"hello","token":"${userId}","rooms":${JSON.stringify(rooms)}}`],
};

function kindOf(bytes: Uint8Array, from: number, to: number): Kind {
  // Shorter ones mean nothing here, and behind them the next frame begins.
  if (to - from <= EVENT) return OTHER;
  const first = bytes[from + NAME];
  if (first === m) return messageKind(bytes[from + EVENT]);
  if (first === w) return STEP;
  // refused; not renewed, reset, room.read
  return first === r && bytes[from + NAME + 2] === f ? REFUSED : OTHER;
}

// message.new, message.sent; not message.edited, nor member.left, whose byte here is another
const messageKind = (event: number | undefined): Kind => (event === n ? HEARD : event === s ? SENT : OTHER);
