import { HEARD, OTHER, REFUSED, SENT, STEP } from "../../generator/dialect";
import type { Dialect, Kind } from "../../generator/dialect";

const [C, R, M, E, QUOTE] = ["C", "R", "M", "E", '"'].map((one) => one.charCodeAt(0));
const RECEIPT = "RECEIPT\nreceipt-id:".length;
const END = "\n\n\0";

/** STOMP 1.2, a frame in each of the WebSocket's. A receipt says that a room is heard, or, in quotes, that a message was taken. */
export const dialect: Dialect = {
  path: "/ws",
  protocol: "v12.stomp",
  isUnordered: true,
  greeting: ({ userId, accessToken, rooms }) => [
    `CONNECT\naccept-version:1.2\nhost:potato\nheart-beat:0,0\nlogin:${userId}\npasscode:${accessToken}${END}`,
    ...rooms.map((id, i) => `SUBSCRIBE\nid:${i}\ndestination:/topic/room.${id}\nreceipt:${id}${END}`),
  ],
  say: (_, roomId, clientId, text) =>
    `SEND\ndestination:/app/rooms/${roomId}\ncontent-type:application/json\nreceipt:"${clientId}"\n\n{"clientId":"${clientId}","text":"${text}"}\0`,
  kindOf,
};

// By its first letter, for there are no others: MESSAGE · RECEIPT · CONNECTED · ERROR
function kindOf(bytes: Uint8Array, from: number): Kind {
  const first = bytes[from];
  if (first === M) return HEARD;
  if (first === R) return bytes[from + RECEIPT] === QUOTE ? SENT : STEP;
  if (first === C) return STEP;
  return first === E ? REFUSED : OTHER;
}
