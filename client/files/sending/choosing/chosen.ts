import { createStore } from "solid-js/store";

import { type AttachedFiles, newId, type OutboxFile } from "../../../messages/outbox/draft";
import { holdBlob } from "../kept/blobs";
import { drop, keep } from "../kept/keeping";
import { largestFile } from "../uploads/server";
import { admit, type ChoiceFault } from "./admit";

// Files that were chosen and not sent yet, by user and room: they wait in their room, as long as the page lives.

interface Choice {
  files: OutboxFile[];
  /** What was not added, the last time that something was offered. */
  faults: ChoiceFault[];
}

const NONE: Choice = { files: [], faults: [] };
const [choices, setChoices] = createStore<Record<string, Choice | undefined>>({});

export const choiceIn = (place: string): Choice => choices[place] ?? NONE;
export const placeOf = (userId: string, roomId: string): string => `${userId}.${roomId}`;

export interface OfferedFile {
  name: string;
  blob: Blob;
  durationMs?: number;
  waveform?: string;
}

/**
 * What uploads them. A browser takes a script that could not be fetched for missing until the page is loaded again: so nothing
 * is added before it is here.
 */
export const loadUpload = () => import("../uploads/running");

/** Resolves to how many were added. Rejects if they could not be uploaded. */
export async function offer(place: string, offered: OfferedFile[], folders: string[] = []): Promise<number> {
  await loadUpload();
  const largest = await largestFile();
  const { files } = choiceIn(place);
  const sized = offered.map((one) => ({ ...one, size: one.blob.size }));
  const { admitted, faults } = admit(sized, { already: files.length, largest });
  const added = admitted.map(hold);
  const of = folders.map((name): ChoiceFault => ({ kind: "folder", name }));
  setChoices(place, { files: [...files, ...added], faults: [...of, ...faults] });
  return added.length;
}

export function withdraw(place: string, id: string): void {
  const { files } = choiceIn(place);
  setChoices(place, { files: files.filter((file) => file.id !== id), faults: [] });
  const gone = files.find((file) => file.id === id);
  if (gone) drop([gone]);
}

/** They go into a message, and none are left. */
export function collect(userId: string, place: string): AttachedFiles | undefined {
  const { files } = choiceIn(place);
  setChoices(place, undefined);
  return files.length > 0
    ? attach(
        userId,
        files.map((file) => ({ ...file })),
      )
    : undefined;
}

export const attach = (userId: string, files: OutboxFile[]): AttachedFiles => ({
  files,
  kept: keep(userId, files),
});

/** The bytes stay in this page; what is known of them goes with the message. */
export function hold({ blob, ...about }: OfferedFile): OutboxFile {
  const file = { ...about, id: newId(), size: blob.size, mediaType: blob.type };
  holdBlob(file.id, blob);
  return file;
}
