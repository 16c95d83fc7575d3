import { record, write } from "../../../db/accounts/changes";
import { consume } from "../../capacity/limits";
import type { Room } from "../../protocol/room";
import * as pictures from "../../users/pictures/service";
import * as rooms from "../service";
import * as store from "../store";

// The picture of a group. Its owner and admins change it, as they change its name; everyone sees it.

/** Looks the room up before it reads the picture, and again afterwards. */
export async function change(
  userId: string,
  roomId: string,
  { address, size, read }: pictures.IncomingPicture,
): Promise<Room> {
  consume("pictures", userId);
  rooms.countAsMessage(userId);
  const upload = { userId, address, size: size() };
  rooms.forManager(userId, roomId);
  await pictures.replace(upload, read, (name) => put(userId, roomId, pictures.addressOf(name)));
  return rooms.open(userId, roomId);
}

export async function remove(userId: string, roomId: string): Promise<Room> {
  rooms.countAsMessage(userId);
  await pictures.discard(await put(userId, roomId, null));
  return rooms.open(userId, roomId);
}

/** Returns the name of the picture that was there before. */
async function put(userId: string, roomId: string, imageUrl: string | null): Promise<string | null> {
  rooms.forManager(userId, roomId);
  const before = await write((tx) => {
    const was = store.find(roomId)?.imageUrl ?? null;
    if (was === imageUrl) return null;
    store.update(tx, roomId, { imageUrl });
    record(tx, { kind: "changed", roomId, byId: userId, userIds: [], quiet: false });
    return was;
  });
  return before && pictures.nameIn(before);
}
