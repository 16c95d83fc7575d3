import { useChat } from "../../live/chat";
import { isSelfChat } from "../../rooms/name";
import { type StepsDone, stepsDone } from "./steps";

/** Which of the first steps I have done; it follows what happens. */
export function createSteps(): () => StepsDone {
  const chat = useChat();
  return () =>
    stepsDone({
      me: chat.myself(),
      friendCount: chat.friends.known.list.length,
      // Talking to myself is no hello.
      rooms: chat.rooms.sorted().filter((room) => !isSelfChat(room, chat.me.id)),
    });
}
