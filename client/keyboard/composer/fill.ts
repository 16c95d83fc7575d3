import { OF_INPUT_METHOD, type Press } from "../shortcuts";

// Typing anywhere in a room goes into the composer. The field gets the focus during the keydown, which nobody prevents, so
// that the browser itself puts the letter there: text comes after the keydown, and goes to what has the focus by then.
//
// That is right for each key that is a letter in all engines. With an input method there are two cases:
//   The engine offers keys to it although no field has the focus (Firefox on Linux, Chrome on Android and ChromeOS). The
//     keydown is 229, "Process", "Unidentified" or "Dead"; its composition starts after it, in the field.
//   The engine switches it off there (Chrome and Firefox on Windows, Chrome on Linux), or does not ask it for this key
//     (WebKit and all of macOS). The letter itself comes, as the layout has it, and only the next one is composed.
// The second cannot be mended once the key is down: nothing gives a key to an input method. So it must not come to that:
// whoever clicks into a room with a mouse has the field focused afterwards (`isClickIntoRoom`), like whoever opens one.

/** Where the focus is, for the question whether typing belongs to the composer. */
export interface FocusPlace {
  /** In the open room, or nowhere. */
  isInRoom: boolean;
  isTextField: boolean;
  /** A button or a link: a space presses it. */
  isControl: boolean;
}

export function fillsComposer(press: Press, isAltGraph: boolean, isMac: boolean, place: FocusPlace): boolean {
  if (!place.isInRoom || place.isTextField || press.isComposing) return false;
  // What is pasted goes there, too.
  if (isPaste(press, isMac)) return true;
  if (!isAltGraph && isShortcut(press, isMac)) return false;
  const { key, keyCode } = press;
  if (keyCode === OF_INPUT_METHOD || key === "Process" || key === "Dead") return true;
  // A space presses a button, and scrolls the messages.
  return [...key].length === 1 && key !== " ";
}

const isPaste = ({ key, ctrlKey, metaKey, altKey }: Press, isMac: boolean): boolean =>
  key.toLowerCase() === "v" && !altKey && (isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey);

// The Option key of a Mac makes letters. AltGr, elsewhere, is Ctrl and Alt on Windows.
const isShortcut = ({ ctrlKey, metaKey, altKey }: Press, isMac: boolean): boolean =>
  ctrlKey || metaKey || (altKey && !isMac);

/** Where the focus is now. */
export function placeOf(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return { isInRoom: false, isTextField: false, isControl: false };
  return {
    isInRoom: target === document.body || target.closest(".room-view") !== null,
    isTextField: target.closest(TEXT_FIELDS) !== null,
    isControl: target.closest(CONTROLS) !== null,
  };
}

/** A click of a mouse between the messages, or on one, that neither presses nor selects anything. */
export function isClickIntoRoom({ target, button, detail }: MouseEvent, pointerType: string): boolean {
  if (button !== 0 || detail !== 1 || pointerType !== "mouse" || !(target instanceof Element)) return false;
  if (!target.closest(".timeline") || placeOf(target).isControl) return false;
  return getSelection()?.isCollapsed ?? true;
}

const TEXT_FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const CONTROLS = "a, button, video, summary, [role=menu], [role=listbox], " + TEXT_FIELDS;
