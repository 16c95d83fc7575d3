import { words } from "../../../i18n/words";
import { announce, readOut } from "../../../ui/Announcer";
import { sizeOf } from "../../names";
import { sending } from "../words";
import { type ChoiceFault, MOST_FILES } from "./admit";
import { offer } from "./chosen";

/** Adds them to what goes with the next message, and reads out how many. What was not added is shown. */
export async function offerFiles(place: string, files: File[], folders: string[] = []): Promise<void> {
  const offered = files.map((file) => ({ name: file.name, blob: file }));
  try {
    const count = await offer(place, offered, folders);
    if (count > 0) readOut(sending().added(count));
  } catch (error) {
    console.warn(error);
    announce(words.loadFailed);
  }
}

export function faultInWords(fault: ChoiceFault): string {
  if (fault.kind === "too-many") return sending().tooMany(MOST_FILES);
  if (fault.kind === "folder") return sending().noFolder(fault.name);
  return sending().tooLarge(fault.name, sizeOf(fault.largest));
}
