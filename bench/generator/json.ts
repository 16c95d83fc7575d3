import { type Dialect, HEARD, type Kind, OTHER, type Person, REFUSED, SENT, STEP } from "./dialect";

// The JSON frames of our own socket, which most peers speak too. Each begins with {"type":" and what matters is told
// apart by a byte or two at a fixed place: this is asked some 400,000 times a second.
const NAME = '{"type":"'.length;
const EVENT = NAME + "message.".length;

type Welcome = { rooms: [roomId: string, head: number, cursor: number, unread: number][] };
type Page = { messages: { seq: number; clientId: string }[]; more: { after: boolean } };

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
  headsOf: (welcome) => (JSON.parse(welcome) as Welcome).rooms.map(([roomId, head]) => [roomId, head]),
  stored: pagesOf,
};

/** To peers that believe who one says one is, and which rooms one is in. */
export const trusting: Dialect = {
  ...frames,
  greeting: ({ userId, rooms }) => [`{"type":"hello","token":"${userId}","rooms":${JSON.stringify(rooms)}}`],
  stored: historyOf,
};

async function pagesOf(url: string, { accessToken }: Person, roomId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0, more = true; more;) {
    const response = await fetch(`${url}/api/rooms/${roomId}/messages?after=${after}&limit=200`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (!response.ok) throw new Error(`${response.status} for a page of history`);
    const page = (await response.json()) as Page;
    ids.push(...page.messages.map(({ clientId }) => clientId));
    after = page.messages.at(-1)?.seq ?? after;
    more = page.more.after;
  }
  return ids;
}

/** Of those that store anything at all. */
async function historyOf(url: string, _member: Person, roomId: string): Promise<string[]> {
  const response = await fetch(`${url}/history?room=${roomId}`);
  if (!response.ok) throw new Error(`${response.status} for a history`);
  return (await response.json()) as string[];
}

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
