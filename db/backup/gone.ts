import { Refused } from "../../src/errors";
import { history, type MessageChange } from "../history/history";

/**
 * Deletes the messages that hold these files, as has happened in the store that the backup is of: nothing else removes a file
 * that a message holds. Their other files are left to the next sweep.
 */
export async function withdraw(fileIds: string[]): Promise<void> {
  for (const id of fileIds) {
    for (const { roomId, seq } of await history.holders(id)) {
      const [message] = await history.find(roomId, [seq]);
      const [answer] = await history.change([{ roomId, seq, to: deleted }]);
      if (answer instanceof Refused) throw answer;
      await history.uploads.release((message?.attachments ?? []).map((file) => file.id));
    }
    await history.uploads.remove(id);
  }
}

const deleted: MessageChange["to"] = () => ({
  text: "",
  mentions: [],
  reactions: [],
  pin: null,
  forwardedFrom: null,
  attachments: [],
  editedAt: null,
  deletedAt: Date.now(),
});
