import { MESSAGE, OTHER, REFUSED, ACK, HANDSHAKE } from "../../generator/dialect";
import type { Dialect, Kind } from "../../generator/dialect";

const [C, R, M, E, QUOTE] = ["C", "R", "M", "E", '"'].map((one) => one.charCodeAt(0));
const RECEIPT = "RECEIPT\nreceipt-id:".length;
const END = "\n\n\0";

/** STOMP 1.2, one frame per WebSocket frame. A receipt confirms a subscription, or, if its id is in quotes, a message. */
export const dialect: Dialect = {
  path: "/ws",
  subprotocol: "v12.stomp",
  isUnordered: true,
  handshakeFrames: ({ userId, accessToken, rooms }) => [
    `CONNECT\naccept-version:1.2\nhost:potato\nheart-beat:0,0\nlogin:${userId}\npasscode:${accessToken}${END}`,
    ...rooms.map((id, i) => `SUBSCRIBE\nid:${i}\ndestination:/topic/room.${id}\nreceipt:${id}${END}`),
  ],
  encodeMessage: (_, roomId, clientId, text) =>
    `SEND\ndestination:/app/rooms/${roomId}\ncontent-type:application/json\nreceipt:"${clientId}"\n\n{"clientId":"${clientId}","text":"${text}"}\0`,
  kindOf,
};

// The first letter is enough: MESSAGE · RECEIPT · CONNECTED · ERROR
function kindOf(bytes: Uint8Array, from: number): Kind {
  const first = bytes[from];
  if (first === M) return MESSAGE;
  if (first === R) return bytes[from + RECEIPT] === QUOTE ? ACK : HANDSHAKE;
  if (first === C) return HANDSHAKE;
  return first === E ? REFUSED : OTHER;
}
