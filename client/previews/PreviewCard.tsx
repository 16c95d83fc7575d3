import { createMemo, createSignal, onCleanup, Show, untrack } from "solid-js";
import IconX from "~icons/lucide/x";

import { useChat } from "../live/chat";
import { removePreview } from "../messages/changes/actions";
import { isChangeable } from "../messages/changes/editing";
import { isDraft, keyOf, type RowContext, type RowItem } from "../messages/view/item";
import { firstLinkIn, type TextLink } from "./link";
import { isLikely, knownOf, previewOf } from "./previews";
import { enterRow, leaveRow } from "./room";
import { previewing } from "./words";

interface PreviewCardProps {
  item: RowItem;
  view: RowContext;
}

/** Under a message: what is behind its first link, unless its author wants nobody to see that. */
export function PreviewCard(props: PreviewCardProps) {
  const chat = useChat();
  const isWanted = () => chat.hasPreviews() && !("noPreview" in props.item && props.item.noPreview);
  const link = createMemo(() => (isWanted() ? firstLinkIn(props.item.text) : undefined), undefined, {
    equals: (one, other) => one?.written === other?.written,
  });
  return (
    <Show when={link()} keyed>
      {(one) => <Card {...props} link={one} />}
    </Show>
  );
}

/**
 * Nothing moves under the eyes of who reads: as long as nobody knows whether there is a preview, there is room for it, and the
 * address in it. If there is none, that stays until the chat is opened another time.
 */
function Card(props: PreviewCardProps & { link: TextLink }) {
  const chat = useChat();
  const known = untrack(() => knownOf(props.link.written));
  const [preview, setPreview] = createSignal(known);
  const stored = () => (isDraft(props.item) ? undefined : props.item);
  const hostOf = (href: string): string => new URL(href).host;
  const isCurrent = () => props.view.isCurrent(props.item);
  const removable = () => {
    const message = stored();
    return message && preview() && isChangeable(message, chat.me.id) ? message : undefined;
  };

  const message = untrack(stored);
  if (message && known === undefined)
    void previewOf(
      message,
      untrack(() => props.link.written),
    ).then(setPreview);
  const roomId = untrack(() => props.item.roomId);
  const key = untrack(() => `${keyOf(props.item)} ${props.link.written}`);
  const hasRoom = enterRow(roomId, key, () => (known === undefined ? isLikely() : known !== null));
  onCleanup(() => leaveRow(roomId));

  return (
    <Show when={hasRoom}>
      <div class="preview">
        <a
          href={props.link.href}
          target="_blank"
          rel="noopener noreferrer"
          tabIndex={isCurrent() ? 0 : -1}
          aria-busy={message !== undefined && preview() === undefined}
        >
          <Show when={preview()?.imageId}>
            {(id) => <img src={`/api/previews/images/${id()}`} alt="" loading="lazy" decoding="async" />}
          </Show>
          <span class="preview-text" dir="auto">
            <strong>{preview()?.title ?? hostOf(props.link.href)}</strong>
            <span class="preview-about">{preview()?.description}</span>
            <span class="preview-site">{siteOf(preview()) ?? props.link.written}</span>
          </span>
        </a>
        <Show when={removable()}>
          {(one) => (
            <button
              type="button"
              tabIndex={isCurrent() ? 0 : -1}
              aria-label={previewing().remove}
              title={previewing().remove}
              onClick={() => void removePreview(one())}
            >
              <IconX aria-hidden="true" />
            </button>
          )}
        </Show>
      </div>
    </Show>
  );
}

/** A page can say that it is of any site; the host is the truth. */
function siteOf(preview: { url: string; siteName: string } | null | undefined): string | undefined {
  if (!preview) return undefined;
  const host = new URL(preview.url).host.replace(/^www\./u, "");
  return preview.siteName === host ? host : `${host} · ${preview.siteName}`;
}
