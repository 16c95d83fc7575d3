// What the keys mean, as a function of one press, and how the page says so.

export type Command =
  | "switch"
  | "help"
  | "searchHere"
  | "searchAll"
  | "roomAbove"
  | "roomBelow"
  | "unreadAbove"
  | "unreadBelow"
  | "nextPane"
  | "paneBefore"
  | "escape";

/** What matters of a keydown. */
export type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "keyCode" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"
>;

/** A key that an input method handles has this code, whatever it means there. */
export const OF_INPUT_METHOD = 229;

/** `isTyping`: in a text field, where ? is a letter. */
export function commandOf(press: Press, isMac: boolean, isTyping: boolean): Command | undefined {
  if (press.isComposing || press.keyCode === OF_INPUT_METHOD) return undefined;
  if (press.key === "?" && isTyping) return undefined;
  return COMMANDS[chordOf(press, isMac)];
}

const COMMANDS: Partial<Record<string, Command>> = {
  "mod k": "switch",
  "mod f": "searchHere",
  "mod shift f": "searchAll",
  "mod /": "help",
  // On some keyboards / or ? needs Shift.
  "mod shift /": "help",
  "shift ?": "help",
  "?": "help",
  "alt ArrowUp": "roomAbove",
  "alt ArrowDown": "roomBelow",
  "alt shift ArrowUp": "unreadAbove",
  "alt shift ArrowDown": "unreadBelow",
  F6: "nextPane",
  "shift F6": "paneBefore",
  Escape: "escape",
};

/** The keys that are down, such as `mod shift k`. */
function chordOf(press: Press, isMac: boolean): string {
  const [mod, other] = isMac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  const down = { mod, other, alt: press.altKey, shift: press.shiftKey };
  const modifiers = Object.entries(down).filter(([, isDown]) => isDown);
  return [...modifiers.map(([name]) => name), nameOf(press)].join(" ");
}

// In another script the key is named by its place: in Hangul, K is ㅏ and F is ㄹ.
function nameOf({ key, code }: Press): string {
  if (/^[a-z]$/iu.test(key)) return key.toLowerCase();
  return { KeyK: "k", KeyF: "f" }[code] ?? key;
}

/** Rows of the list of shortcuts: a name in i18n/shortcuts, and the presses that do it. */
export interface ShortcutRow {
  does: ShortcutName;
  presses: Key[][];
}

export type ShortcutName =
  | "switch"
  | "searchHere"
  | "searchAll"
  | "rooms"
  | "unread"
  | "panes"
  | "help"
  | "close"
  | "type"
  | "send"
  | "newLine"
  | "escape"
  | "messages"
  | "speakers"
  | "menu"
  | "move"
  | "ends"
  | "find";

/** A key, by what it is called here. */
export type Key =
  | keyof typeof ELSEWHERE
  | "K"
  | "F"
  | "/"
  | "?"
  | "F6"
  | "F10"
  | "↑"
  | "↓"
  | "Home"
  | "End"
  | "letter";

export const sections: { title: "everywhere" | "inRoom" | "inLists"; rows: ShortcutRow[] }[] = [
  {
    title: "everywhere",
    rows: [
      { does: "switch", presses: [["mod", "K"]] },
      { does: "searchAll", presses: [["mod", "shift", "F"]] },
      { does: "rooms", presses: [["alt", "↑"], ["alt", "↓"]] }, // prettier-ignore
      { does: "unread", presses: [["alt", "shift", "↑"], ["alt", "shift", "↓"]] }, // prettier-ignore
      { does: "panes", presses: [["F6"], ["shift", "F6"]] },
      { does: "close", presses: [["esc"]] },
      { does: "help", presses: [["mod", "/"], ["?"]] },
    ],
  },
  {
    title: "inRoom",
    rows: [
      { does: "searchHere", presses: [["mod", "F"]] },
      { does: "type", presses: [["letter"]] },
      { does: "send", presses: [["enter"]] },
      { does: "newLine", presses: [["shift", "enter"]] },
      { does: "escape", presses: [["esc"]] },
      { does: "messages", presses: [["↑"], ["↓"]] },
      { does: "speakers", presses: [["shift", "↑"], ["shift", "↓"]] }, // prettier-ignore
      { does: "menu", presses: [["enter"], ["shift", "F10"]] },
    ],
  },
  {
    title: "inLists",
    rows: [
      { does: "move", presses: [["↑"], ["↓"]] },
      { does: "ends", presses: [["Home"], ["End"]] },
      { does: "find", presses: [["letter"]] },
      { does: "menu", presses: [["shift", "F10"]] },
    ],
  },
];

const ELSEWHERE = { mod: "Ctrl", alt: "Alt", shift: "Shift", enter: "Enter", esc: "Esc" } as const;
const ON_MAC: Record<keyof typeof ELSEWHERE, string> = {
  mod: "⌘",
  alt: "⌥",
  shift: "⇧",
  enter: "↩",
  esc: "esc",
};

/** What stands on the key. */
export const capOf = (key: Key, isMac: boolean, anyLetter: string): string => {
  if (key === "letter") return anyLetter;
  if (!(key in ELSEWHERE)) return key;
  return (isMac ? ON_MAC : ELSEWHERE)[key as keyof typeof ELSEWHERE];
};
