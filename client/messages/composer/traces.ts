// The events of typing with input methods, browser by browser, for the tests of enter.ts. Where each order is documented:
// - keydown 229 "Process" before the composition's own events, and compositionend before the keyup: UI Events, "Input events and
//   composition events" (#events-composition-order) and "keyCode of the legacy model" (229).
// - Chrome, macOS: a second keydown 13 after compositionend, because the Korean input method lets Return through.
// - Chrome, Linux: ibus-hangul forwards Enter as a key of its own after the commit; a candidate window keeps it.
// - Safari: compositionend before the keydown, which has keyCode 229 and isComposing false: WebKit bug 165004.
// - Firefox: keydown and keyup during a composition since 65: Gecko bug 354358 (MDN, "keydown event").
// - Android: keys without a name ("Unidentified", keyCode 229, code ""): Chromium issue 118639.
// - 한자: key "HanjaMode", code "Lang2": UI Events KeyboardEvent key values, "Common IME keys" and code values.

export type TraceEvent =
  | {
      type: "keydown" | "keyup";
      key: string;
      code: string;
      keyCode: number;
      isComposing?: boolean;
      altKey?: boolean;
    }
  | { type: "compositionstart" | "compositionupdate" | "compositionend"; data: string }
  | { type: "linebreak" };

type KeyNames = "Chrome" | "Safari" | "Firefox" | "Android";

/** A key that the input method handles during a composition, as this browser names it. */
export function handled(browser: KeyNames, code: string, isComposing = true): TraceEvent[] {
  const key = { Chrome: "Process", Safari: code, Firefox: "Process", Android: "Unidentified" }[browser];
  const names = { key, code: browser === "Android" ? "" : code };
  return [
    { type: "keydown", ...names, keyCode: 229, isComposing },
    { type: "keyup", ...names, key: code, keyCode: 0, isComposing },
  ];
}

/** Some text is being composed, and is still open. */
export const composing = (...steps: string[]): TraceEvent[] => [
  { type: "compositionstart", data: "" },
  ...steps.map((data) => ({ type: "compositionupdate", data }) as const),
];

const up: TraceEvent = { type: "keyup", key: "Enter", code: "Enter", keyCode: 13 };
const own: TraceEvent = { type: "keydown", key: "Enter", code: "Enter", keyCode: 13 };
const taken = (key: string, isComposing = true, code = "Enter"): TraceEvent => ({
  type: "keydown",
  key,
  code,
  keyCode: 229,
  isComposing,
});

/** An Enter of its own. */
export const enter: TraceEvent[] = [own, up];

/** One press of Enter that ends the composition as `data`; a press that the input method keeps causes no key of its own. */
export const presses: Record<string, (data: string, isKept: boolean) => TraceEvent[]> = {
  "Chrome on Windows": (data) => [taken("Process"), ends(data), up],
  "Chrome on Linux": (data, isKept) => [taken("Process"), ends(data), ...(isKept ? [] : [own]), up],
  "Chrome on macOS": (data, isKept) => [taken("Enter"), ends(data), ...(isKept ? [] : [own]), up],
  "Chrome on macOS, with a line break only": (data, isKept) => [
    taken("Enter"),
    ends(data),
    ...(isKept ? [] : [{ type: "linebreak" } as const]),
    up,
  ],
  Safari: (data) => [ends(data), taken("Enter", false), up],
  Firefox: (data) => [taken("Process"), ends(data), up],
  "Firefox, composing by a key of its own": (data) => [
    { type: "keydown", key: "Enter", code: "Enter", keyCode: 13, isComposing: true },
    ends(data),
    up,
  ],
  "Android, with a keyboard": (data, isKept) => [
    taken("Unidentified", true, ""),
    ends(data),
    ...(isKept ? [] : [own]),
    up,
  ],
};

const ends = (data: string): TraceEvent => ({ type: "compositionend", data });

/** How this browser names its keys. */
export const namesOf = (browser: string): KeyNames =>
  (["Safari", "Firefox", "Android"] as const).find((name) => browser.startsWith(name)) ?? "Chrome";
