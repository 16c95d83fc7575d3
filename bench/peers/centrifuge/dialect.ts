import { MESSAGE, OTHER, PING, REFUSED, ACK, HANDSHAKE } from "../../generator/dialect";
import type { Dialect, Kind } from "../../generator/dialect";

const [I, P, C, R, E, COMMA] = ["i", "p", "c", "r", "e", ","].map((one) => one.charCodeAt(0));
// From `{"id":` to its digits.
const ID = 6;

// A reply repeats the command's number. The clientId is in the result of the call.
let commands = 1;

/** Centrifuge's JSON protocol: https://centrifugal.dev/docs/transports/client_protocol. */
export const dialect: Dialect = {
  path: "/connection/websocket",
  isLineDelimited: true,
  handshakeFrames: ({ userId, accessToken, rooms }) => [
    JSON.stringify({ id: 1, connect: { token: accessToken, data: { userId, rooms } } }),
  ],
  encodeMessage: (_, roomId, clientId, text) =>
    `{"id":${++commands},"rpc":{"method":"send","data":{"roomId":"${roomId}","clientId":"${clientId}","text":"${text}"}}}`,
  kindOf,
  pong: "{}",
};

// {} · {"push":{…}} · {"id":7,"rpc":{…}} · {"id":1,"connect":{…}} · {"id":7,"error":{…}}
function kindOf(bytes: Uint8Array, from: number, to: number): Kind {
  if (to - from === 2) return PING;
  if (bytes[from + 2] === P) return MESSAGE;
  if (bytes[from + 2] !== I) return OTHER;
  let at = from + ID;
  while (at < to && bytes[at] !== COMMA) at++;
  const first = bytes[at + 2];
  if (first === R) return ACK;
  if (first === C) return HANDSHAKE;
  return first === E ? REFUSED : OTHER;
}
