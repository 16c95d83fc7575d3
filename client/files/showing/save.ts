import type { Attachment } from "../../../src/protocol/message";
import { downloadOf } from "../names";

/** Has the browser download them. */
export function saveFiles(files: Attachment[]): void {
  for (const { id } of files) {
    const link = document.createElement("a");
    link.href = downloadOf(id);
    link.download = "";
    link.click();
  }
}
