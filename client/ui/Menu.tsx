import { createUniqueId, For, type JSX } from "solid-js";

import { IconButton } from "./Button";

export interface MenuItem {
  label: string;
  isDangerous?: boolean;
  onChoose: () => void;
}

// Between button and menu, in px.
const GAP = 4;

/** A button that opens a menu. A popover of the browser: Esc and a press outside close it. */
export function Menu(props: { label: string; items: MenuItem[]; children: JSX.Element }) {
  const id = createUniqueId();
  let button!: HTMLButtonElement;
  let menu!: HTMLDivElement;
  const buttons = () => [...menu.querySelectorAll("button")];

  // It can only be measured while open, so it is invisible until it has been placed.
  function onBeforeToggle(event: ToggleEvent): void {
    if (event.newState === "open") menu.style.visibility = "hidden";
  }

  function onToggle(event: ToggleEvent): void {
    if (event.newState !== "open") return;
    place();
    menu.style.visibility = "";
    buttons()[0]?.focus();
  }

  // Below the button with their right edges aligned; above it if there is no space below.
  function place(): void {
    const at = button.getBoundingClientRect();
    const below = at.bottom + GAP;
    const isRoomBelow = below + menu.offsetHeight <= innerHeight;
    menu.style.top = `${isRoomBelow ? below : Math.max(GAP, at.top - GAP - menu.offsetHeight)}px`;
    menu.style.left = `${Math.max(GAP, at.right - menu.offsetWidth)}px`;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = buttons();
    const now = all.findIndex((one) => one === document.activeElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  function choose(item: MenuItem): void {
    menu.hidePopover();
    button.focus();
    item.onChoose();
  }

  return (
    <>
      <IconButton
        label={props.label}
        aria-haspopup="menu"
        popovertarget={id}
        ref={(element) => (button = element)}
      >
        {props.children}
      </IconButton>
      <div
        id={id}
        class="menu"
        role="menu"
        aria-label={props.label}
        popover="auto"
        ref={(element) => (menu = element)}
        on:beforetoggle={onBeforeToggle}
        on:toggle={onToggle}
        onKeyDown={onKeyDown}
      >
        <For each={props.items}>
          {(item) => (
            <button
              class="menu-item"
              classList={{ danger: item.isDangerous ?? false }}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => choose(item)}
            >
              {item.label}
            </button>
          )}
        </For>
      </div>
    </>
  );
}
