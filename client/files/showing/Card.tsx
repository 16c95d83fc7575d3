import { Show } from "solid-js";
import IconFile from "~icons/lucide/file";
import IconArchive from "~icons/lucide/file-archive";
import IconPicture from "~icons/lucide/file-image";
import IconText from "~icons/lucide/file-text";

import type { Attachment } from "../../../src/protocol/message";
import { shownOf } from "../../messages/text/turns";
import { downloadOf, originalOf, sizeOf, typeOf } from "../names";
import { showing } from "../words";
import { FileName } from "./FileName";

/** A file by its name, size and type. A PDF is opened, everything else is downloaded. */
export function Card(props: { file: Attachment; isTabStop: boolean }) {
  const isOpened = () => props.file.mediaType === "application/pdf";
  const label = () => (isOpened() ? showing().open : showing().download)(shownOf(props.file.name));
  const details = () => [typeOf(props.file), sizeOf(props.file.size)].filter(Boolean).join(" · ");
  const content = () => (
    <>
      {iconOf(props.file)}
      {/* A name that is cut in two would be read as two. */}
      <span class="unseen">
        {label()} {details()}
      </span>
      <span class="card-words" aria-hidden="true">
        <FileName name={props.file.name} />
        <small>{details()}</small>
      </span>
    </>
  );
  return (
    <Show
      when={isOpened()}
      fallback={
        <a
          class="bar-file card-file"
          href={downloadOf(props.file.id)}
          download=""
          tabIndex={props.isTabStop ? 0 : -1}
        >
          {content()}
        </a>
      }
    >
      <a
        class="bar-file card-file"
        href={originalOf(props.file.id)}
        target="_blank"
        rel="noopener noreferrer"
        tabIndex={props.isTabStop ? 0 : -1}
      >
        {content()}
      </a>
    </Show>
  );
}

function iconOf({ mediaType }: Attachment) {
  if (mediaType.startsWith("image/")) return <IconPicture aria-hidden="true" />;
  if (mediaType === "application/pdf" || mediaType.startsWith("text/"))
    return <IconText aria-hidden="true" />;
  return /zip|tar|compressed|rar/u.test(mediaType) ? (
    <IconArchive aria-hidden="true" />
  ) : (
    <IconFile aria-hidden="true" />
  );
}
