import { messageFrame, assignSeq, type Send, ackFrame } from "../frames";
import { serve, type Socket } from "./serve";

// Bun's topics and nothing else: an upper bound for our server.

const heads = new Map<string, number>();
const server = serve({ heads, onMessage });

function onMessage(socket: Socket, frame: Send): void {
  const message = assignSeq(heads, frame, {
    authorId: socket.data.userId,
    subscribers: server.subscriberCount(frame.roomId),
  });
  socket.send(ackFrame(message));
  // The sender receives it, too; `socket.publish` would leave the sender out.
  server.publish(message.roomId, messageFrame(message));
}
