import { createMemo } from "solid-js";

import type { Attachment } from "../../src/protocol/message";
import { FilesShown } from "../shell/extras/extras";
import { Extra } from "../ui/later/Later";
import { boxOf, type FilesProps, isTile } from "./boxes";

/** A message's files. Their space is here at once, what they show comes later. */
export function Files(props: FilesProps) {
  // A message that changes brings all its parts anew: what is being played must not begin again.
  const files = createMemo(() => props.files, undefined, { equals: isSame });
  return (
    <div
      class="files"
      classList={{ one: files().filter(isTile).length === 1, bare: files().every(isTile) }}
      style={boxOf(files())}
    >
      <Extra>
        <FilesShown message={props.message} files={files()} isTabStop={props.isTabStop} />
      </Extra>
    </div>
  );
}

// No file is added to a message later.
const isSame = (before: Attachment[], after: Attachment[]): boolean => before.length === after.length;
