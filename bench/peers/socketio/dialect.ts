import {
  type Dialect,
  MESSAGE,
  type Kind,
  OTHER,
  PING,
  REFUSED,
  ACK,
  HANDSHAKE,
} from "../../generator/dialect";

// The first byte is Engine.IO's packet type; in a message, the second is Socket.IO's; an event continues with
// ["name",{…}].
const NAME = '42["'.length;
const EVENT = NAME + "message.".length;

const code = (character: string) => character.charCodeAt(0);
const engine = { close: code("1"), ping: code("2"), message: code("4") };
const socket = { connect: code("0"), disconnect: code("1"), event: code("2"), error: code("4") };
const [m, w, n, s] = [code("m"), code("w"), code("n"), code("s")];

export const dialect: Dialect = {
  path: "/socket.io/?EIO=4&transport=websocket",
  handshakeFrames: ({ userId, rooms }) => [
    "40",
    `42["hello",{"token":"${userId}","rooms":${JSON.stringify(rooms)}}]`,
  ],
  encodeMessage: (_person, roomId, clientId, text) =>
    `42["message.send",{"roomId":"${roomId}","clientId":"${clientId}","text":"${text}"}]`,
  kindOf(bytes, from) {
    const type = bytes[from];
    if (type === engine.message) return messageKind(bytes, from);
    if (type === engine.ping) return PING;
    return type === engine.close ? REFUSED : OTHER;
  },
  pong: "3",
};

function messageKind(bytes: Uint8Array, from: number): Kind {
  const type = bytes[from + 1];
  if (type === socket.event) return eventKind(bytes[from + NAME], bytes[from + EVENT]);
  if (type === socket.connect) return HANDSHAKE;
  return type === socket.disconnect || type === socket.error ? REFUSED : OTHER;
}

function eventKind(first: number | undefined, second: number | undefined): Kind {
  if (first === w) return HANDSHAKE;
  if (first !== m) return OTHER;
  return second === n ? MESSAGE : second === s ? ACK : OTHER;
}
