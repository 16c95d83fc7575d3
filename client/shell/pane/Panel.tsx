import { createUniqueId, type JSX, onCleanup, onMount } from "solid-js";
import IconX from "~icons/lucide/x";

import { words } from "../../i18n/words";
import { IconButton } from "../../ui/Button";

interface PanelProps {
  title: string;
  /** If someone has just opened it; not if it was open before. */
  takesFocus: boolean;
  onClose: () => void;
  children: JSX.Element;
}

/** Along the right edge, not modal: the rest of the page stays usable. Esc closes it, unless the focus is elsewhere. */
export function Panel(props: PanelProps) {
  const id = createUniqueId();
  let panel!: HTMLElement;
  let heading!: HTMLHeadingElement;
  onMount(() => {
    if (props.takesFocus) heading.focus();
    document.addEventListener("keydown", closeByEsc);
  });
  onCleanup(() => document.removeEventListener("keydown", closeByEsc));

  // What stands over it, a menu or a dialog, is closed first. A button that was pressed and is gone leaves the focus at the body.
  function closeByEsc(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : document.body;
    const isHere = target === document.body || panel.contains(target);
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !isHere) return;
    if (target.closest("[popover]") || document.querySelector("dialog[open]")) return;
    props.onClose();
  }

  return (
    <aside class="panel" aria-labelledby={id} ref={(element) => (panel = element)}>
      <header class="dialog-head">
        <h2 id={id} tabIndex={-1} ref={(element) => (heading = element)}>
          {props.title}
        </h2>
        <IconButton label={words.close} onClick={() => props.onClose()}>
          <IconX aria-hidden="true" />
        </IconButton>
      </header>
      {props.children}
    </aside>
  );
}
