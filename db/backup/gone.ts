import { Refused } from "../../src/errors";
import { emptied, history } from "../history/history";

/**
 * Deletes the messages that hold these files, as has happened in the store that the backup is of: nothing else removes a file
 * that a message holds. Their other files are left to the next sweep.
 */
export async function withdraw(fileIds: string[]): Promise<void> {
  for (const id of fileIds) {
    for (const { roomId, seq } of await history.holders(id)) {
      const [message] = await history.find(roomId, [seq]);
      const [answer] = await history.change([{ roomId, seq, to: () => emptied(Date.now()) }]);
      if (answer instanceof Refused) throw answer;
      await history.uploads.release((message?.attachments ?? []).map((file) => file.id));
    }
    await history.uploads.remove(id);
  }
}
