import { createMemo } from "solid-js";

import type { Attachment, Message } from "../../src/protocol/message";
import { Extra } from "../ui/later/Later";
import { lazily } from "../ui/later/lazily";
import { boxOf, isTile } from "./boxes";

export interface FilesProps {
  /** Whose files they are. */
  message: Pick<Message, "roomId" | "seq">;
  files: Attachment[];
  /** Whether Tab goes to them. */
  isTabStop: boolean;
}

const FilesShown = lazily<FilesProps>(() => import("./showing/FilesShown").then(({ FilesShown: it }) => it));

/** A message's files. Their space is here at once, what they show comes later. */
export function Files(props: FilesProps) {
  // A message that changes brings all its parts anew: what is being played must not begin again.
  const files = createMemo(() => props.files, undefined, { equals: isSame });
  return (
    <div
      class="files"
      classList={{ alone: files().every(isTile), one: files().filter(isTile).length === 1 }}
      style={boxOf(files())}
    >
      <Extra>
        <FilesShown message={props.message} files={files()} isTabStop={props.isTabStop} />
      </Extra>
    </div>
  );
}

const isSame = (before: Attachment[], after: Attachment[]): boolean =>
  before.length === after.length && before.every(({ id }, nth) => id === after[nth]?.id);
