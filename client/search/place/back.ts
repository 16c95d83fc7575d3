import { createEffect, onCleanup } from "solid-js";

interface Watcher {
  addEventListener: (type: "close", listener: () => void) => void;
  destroy: () => void;
}

/** Back, as Android has it, closes what covers the page, as it closes a dialog; elsewhere it goes to the page before. */
export function createBack(isCovering: () => boolean, onClose: () => void): void {
  createEffect(() => {
    const { CloseWatcher: Made } = window as { CloseWatcher?: new () => Watcher };
    if (!isCovering() || !Made) return;
    const watcher = new Made();
    watcher.addEventListener("close", onClose);
    onCleanup(() => watcher.destroy());
  });
}
