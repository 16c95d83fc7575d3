import type { ClientFrame, ServerFrame } from "../../../src/protocol/frames";
import { api, ask, RequestError } from "../../api";

// The socket's frames over REST, for clients without a socket.

export type Postable = Extract<ClientFrame, { type: "message.send" | "read" }>;

// Beyond this it is quicker to send it again: the server stores it once.
const PATIENCE_MS = 15_000;

/** Answers with the frame that the socket would have sent, if any. Throws if there was no answer. */
export async function post(frame: Postable): Promise<ServerFrame | undefined> {
  try {
    return await (frame.type === "read" ? postReading(frame) : postMessage(frame));
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, retryAfterMs } = error;
    // If the session is over, so is the link: the draft waits for the next one.
    if (code === "offline" || code === "unauthenticated") throw error;
    const ref = frame.type === "read" ? frame.type : frame.clientId;
    return { type: "refused", ref, roomId: frame.roomId, code, retryAfterMs };
  }
}

async function postReading({ roomId, seq }: Extract<Postable, { type: "read" }>): Promise<undefined> {
  await ask(() => api.rooms({ id: roomId }).reading.put({ seq }, patient()));
}

async function postMessage(frame: Extract<Postable, { type: "message.send" }>): Promise<ServerFrame> {
  const { roomId, clientId, text, replyTo, mentions, forwardedFrom } = frame;
  const draft = { clientId, text, replyTo, mentions, forwardedFrom };
  const { message } = await ask(() => api.rooms({ id: roomId }).messages.post(draft, patient()));
  return { type: "message.sent", roomId, clientId, seq: message.seq, at: message.at };
}

const patient = () => ({ fetch: { signal: AbortSignal.timeout(PATIENCE_MS) } });
