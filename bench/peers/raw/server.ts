import { heard, placed, type Send, sent } from "../frames";
import { serve, type Socket } from "./serve";

// Bun's topics and nothing else: what our server can at best come near to.

const heads = new Map<string, number>();
const server = serve({ heads, say });

function say(socket: Socket, frame: Send): void {
  const said = placed(heads, frame, {
    authorId: socket.data.userId,
    hearers: server.subscriberCount(frame.roomId),
  });
  socket.send(sent(said));
  // The sender hears it too: only `socket.publish` would leave them out.
  server.publish(said.roomId, heard(said));
}
