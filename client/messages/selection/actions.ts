import type { Message } from "../../../src/protocol/message";
import { api, ask, isRefused, RequestError } from "../../api";
import { wordsOf } from "../../files/told";
import type { Users } from "../../users/users";

// In ms: as long as a message waits silently for a server that asks for it.
const PATIENCE_MS = 10_000;

/** As plain text, one below the other; with their names where several people wrote them. */
export function asText(messages: Message[], users: Pick<Users, "nameOf">): string {
  const isOfSeveral = new Set(messages.map(({ authorId }) => authorId)).size > 1;
  return messages
    .map((one) => (isOfSeveral ? `${users.nameOf(one.authorId)}: ` : "") + wordsOf(one, users))
    .join("\n");
}

/** Deletes them one after the other. Resolves to how many are still there: at the first failure it stops. */
export async function deleteAll(messages: Message[]): Promise<number> {
  for (const [nth, message] of messages.entries()) {
    try {
      await deleteOne(message);
    } catch {
      return messages.length - nth;
    }
  }
  return 0;
}

async function deleteOne(message: Message): Promise<void> {
  const { roomId, seq } = message;
  try {
    await ask(() =>
      api
        .rooms({ id: roomId })
        .messages({ seq: String(seq) })
        .delete(),
    );
  } catch (error) {
    // Somebody else was faster.
    if (isRefused(error, "not-found")) return;
    const wait = error instanceof RequestError ? error.retryAfterMs : undefined;
    if (wait === undefined || wait > PATIENCE_MS) throw error;
    await new Promise((resolve) => setTimeout(resolve, wait));
    return deleteOne(message);
  }
}
