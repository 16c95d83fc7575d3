import { For, onCleanup, onMount, Show } from "solid-js";
import { Portal } from "solid-js/web";

import { words } from "../i18n/words";
import { changing } from "../messages/changes/words";
import type { MenuItem } from "../ui/Menu";
import { liftFrom } from "./lift";
import { closeMenu, type MenuRequest, openedMenu } from "./opened";
import { placeMenu, type Point } from "./place";

/** The page's context menu: at the pointer, or on touch a sheet. Escape, Tab and a press outside close it. */
export function ContextMenu() {
  return (
    <Show when={openedMenu()} keyed>
      {(menu) => <Opened menu={menu} />}
    </Show>
  );
}

// Modal, so that the page below neither scrolls nor takes the end of the press that opened it for a press of its own.
function Opened(props: { menu: MenuRequest }) {
  let dialog!: HTMLDialogElement;
  let menu!: HTMLDivElement;
  let putBack: (() => void) | undefined;
  const opener = document.activeElement;

  onMount(() => {
    // The browser, too, gives the focus back to what has it now.
    if (props.menu.isTouch && opener instanceof HTMLElement) opener.blur();
    dialog.showModal();
    if (props.menu.isTouch) putBack = liftFrom(props.menu.about, menu);
    else place();
    items()[0]?.focus({ preventScroll: true });
    // What it is about is gone.
    addEventListener("popstate", closeMenu);
  });
  onCleanup(() => {
    removeEventListener("popstate", closeMenu);
    putBack?.();
    dialog.close();
    returnFocus();
  });

  function place(): void {
    const { offsetWidth: width, offsetHeight: height } = menu;
    const at = placeMenu(
      props.menu.at ?? below(),
      { width, height },
      { width: innerWidth, height: innerHeight },
    );
    menu.style.left = `${at.x}px`;
    menu.style.top = `${at.y}px`;
  }

  function below(): Point {
    const { about } = props.menu;
    const { left, bottom } = (about.querySelector("[data-content]") ?? about).getBoundingClientRect();
    return { x: left, y: bottom };
  }

  // Not to a text field on touch: its keyboard would open again, and move everything.
  function returnFocus(): void {
    const { about, isTouch } = props.menu;
    const to = isTouch || !(opener instanceof HTMLElement) || opener === document.body ? about : opener;
    if (to.isConnected) to.focus({ preventScroll: true });
  }

  function choose(item: Pick<MenuItem, "onChoose">): void {
    closeMenu();
    item.onChoose();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const all = entries();
    const now = all.findIndex((one) => one === document.activeElement);
    const quick = props.menu.quick?.length ?? 0;
    const [next, last] = now < quick ? [quick, -1] : [now + 1, Math.max(now - 1, quick - 1)];
    const isAtFirst = now === quick && quick > 0;
    const to = {
      ArrowRight: now + 1,
      ArrowLeft: now - 1,
      ArrowDown: next,
      ArrowUp: isAtFirst ? 0 : last,
      Home: 0,
      End: -1,
    }[event.key];
    if (event.key === "Tab") {
      event.preventDefault();
      closeMenu();
    }
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  function onPointerDown({ target }: PointerEvent): void {
    if (target === dialog) closeMenu();
  }

  // Beside the menu: the menu of what is there, as the system's menus do.
  function onContextMenu(event: MouseEvent): void {
    event.preventDefault();
    const { target, clientX, clientY } = event;
    if (target !== dialog || props.menu.isTouch) return;
    closeMenu();
    const there = document.elementFromPoint(clientX, clientY);
    there?.dispatchEvent(
      new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX, clientY }),
    );
  }

  const items = (): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  // In the order in which they stand.
  const entries = (): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];

  return (
    <Portal>
      <dialog
        class="context-menu"
        classList={{ sheet: props.menu.isTouch }}
        aria-label={props.menu.label}
        ref={(element) => (dialog = element)}
        onCancel={(event) => {
          event.preventDefault();
          closeMenu();
        }}
        on:pointerdown={onPointerDown}
        on:contextmenu={onContextMenu}
      >
        <div
          class="menu context-items"
          role="menu"
          aria-label={props.menu.label}
          ref={(element) => (menu = element)}
          onKeyDown={onKeyDown}
        >
          <Show when={props.menu.quick}>
            {(quick) => (
              <div class="quick-items" role="group" aria-label={changing().react}>
                <For each={quick()}>
                  {(item) => (
                    <button
                      class="quick-item"
                      type="button"
                      role="menuitemcheckbox"
                      aria-checked={item.isOn ?? false}
                      aria-label={item.label}
                      title={item.label}
                      tabIndex={-1}
                      onClick={() => choose(item)}
                    >
                      {item.text}
                    </button>
                  )}
                </For>
              </div>
            )}
          </Show>
          <For each={props.menu.items}>
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
          <Show when={props.menu.isTouch}>
            <button class="menu-item dismiss" type="button" role="menuitem" tabIndex={-1} onClick={closeMenu}>
              {words.cancel}
            </button>
          </Show>
        </div>
      </dialog>
    </Portal>
  );
}
