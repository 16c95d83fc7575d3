import { createMemo, createSignal, For, onCleanup, untrack } from "solid-js";
import IconLink from "~icons/lucide/link";

import { useChat } from "../../live/chat";
import { linksIn, type TextLink } from "../../previews/link";
import { knownOf, previewOf } from "../../previews/previews";
import { showing } from "../words";
import { About, ByMonth } from "./ByMonth";
import type { SharedItem } from "./months";
import type { createShared } from "./pages";

/** A link, and the message that it is in. */
interface SharedLink extends SharedItem {
  link: TextLink;
}

interface SharedLinksProps {
  shared: ReturnType<typeof createShared>;
  onShow: (shared: SharedItem) => void;
}

/** The links of a room: each by its address, and what is known of it. */
export function SharedLinks(props: SharedLinksProps) {
  // To read a text takes a moment: each once.
  const texts = new Map<string, TextLink[]>();
  const linksOf = (text: string): TextLink[] => {
    const links = texts.get(text) ?? linksIn(text);
    texts.set(text, links);
    return links;
  };
  const links = createMemo((): SharedLink[] =>
    props.shared
      .shown()
      .flatMap((message) =>
        linksOf(message.text).map((link) => ({ key: `${message.seq} ${link.href}`, message, link })),
      ),
  );
  return (
    <ByMonth shared={props.shared} items={links()} perRow={1} none={showing().none.link}>
      {(row) => (
        <For each={row}>
          {(one) => (
            <div class="shared-file">
              <Address shared={one} />
              <About shared={one} onShow={props.onShow} />
            </div>
          )}
        </For>
      )}
    </ByMonth>
  );
}

/** Opens as a link in a message does. Its title comes from its preview, which is asked for only while it is in view. */
function Address(props: { shared: SharedLink }) {
  const chat = useChat();
  const { message, link } = untrack(() => props.shared);
  const known = knownOf(link.written);
  const [preview, setPreview] = createSignal(known);
  const isWanted = () => chat.hasPreviews() && !message.noPreview;
  const title = () => (isWanted() ? preview()?.title : undefined) ?? new URL(link.href).host;
  let isShown = true;
  onCleanup(() => (isShown = false));
  // One in which the direction is turned has none.
  if (untrack(isWanted) && known === undefined && message.text.includes(link.written))
    void previewOf(message, link.written, () => isShown).then(setPreview);
  return (
    <a class="bar-file card-file" href={link.href} target="_blank" rel="noopener noreferrer">
      <IconLink aria-hidden="true" />
      <span class="card-words">
        <strong dir="auto">{title()}</strong>
        <small dir="ltr" translate="no">
          {link.written}
        </small>
      </span>
    </a>
  );
}
