// The events of one press of Enter, as recorded in several browsers, dispatched to the page one by one. A browser cannot
// be made to use another browser's order.
import type { Locator } from "playwright/test";

/** Each with the key's default action if the page does not prevent it. */
export type Event =
  | { type: "keydown" | "keyup"; key: string; keyCode: number; isComposing?: boolean }
  | { type: "compositionstart" | "compositionupdate" | "compositionend"; data: string }
  | { type: "linebreak" };

export const key = (type: "keydown" | "keyup", isComposing = false): Event => ({
  type,
  key: "Enter",
  keyCode: 13,
  isComposing,
});
export const taken = (isComposing: boolean, name = "Process"): Event => ({
  type: "keydown",
  key: name,
  keyCode: 229,
  isComposing,
});
export const ends = (data: string): Event => ({ type: "compositionend", data });

/** A word that is being composed, syllable by syllable; the last one is still open. */
export const composing = (word: string): Event[] => [
  { type: "compositionstart", data: "" },
  { type: "compositionupdate", data: word },
];

export function plays(field: Locator, events: Event[]): Promise<void> {
  return field.evaluate((element, all) => {
    const box = element as HTMLTextAreaElement;
    const options = { bubbles: true, cancelable: true, composed: true };
    let open = "";
    for (const event of all) {
      if (event.type === "linebreak") breakLine();
      else if ("data" in event) compose(event);
      else press(event);
    }

    function press({
      type,
      ...given
    }: {
      type: string;
      key: string;
      keyCode: number;
      isComposing?: boolean;
    }): void {
      // An input method hides `key`, but not `code`, except on Android.
      const code = given.key === "Unidentified" ? "" : "Enter";
      const isFree = box.dispatchEvent(new KeyboardEvent(type, { ...options, ...given, code }));
      const isOwn = given.keyCode === 13 && !given.isComposing;
      if (isFree && type === "keydown" && isOwn) breakLine();
    }

    function compose({ type, data }: { type: string; data: string }): void {
      if (type !== "compositionstart") {
        box.value = box.value.slice(0, box.value.length - open.length) + data;
        open = type === "compositionend" ? "" : data;
      }
      box.dispatchEvent(new CompositionEvent(type, { ...options, data }));
      if (type !== "compositionstart") box.dispatchEvent(new InputEvent("input", { ...options, data }));
    }

    function breakLine(): void {
      const inputType = "insertLineBreak";
      if (!box.dispatchEvent(new InputEvent("beforeinput", { ...options, inputType }))) return;
      box.value += "\n";
      box.dispatchEvent(new InputEvent("input", { ...options, inputType }));
    }
  }, events);
}
