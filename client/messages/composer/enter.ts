// Enter sends; Shift+Enter is a line break. The hard part is an Enter that comes while an input method still holds a
// syllable. In Korean it means "send": but the syllable must be let go first, or it is sent without it and comes back
// into the empty field. In Japanese and Chinese it chooses a word, and no more.
//
// What one press looks like, as far as it is known:
//   Chrome on Windows, Linux   keydown 229 · compositionend · sometimes keydown 13 · keyup
//   Chrome on macOS            keydown 229 · compositionend · keydown 13 (or only a line break) · keyup
//   Safari                     compositionend · keydown 229, said not to be composing · keyup
// So a press acts once, whatever else comes of it until the key is up.

// A syllable is let go within some milliseconds. What is not by then, is made to.
const WATCHDOG_MS = 100;

/** Handlers for a text field that sends on Enter, where `sends` says so; elsewhere Enter is a line break. */
export function createEnter(send: () => void, sends: () => boolean) {
  let composed = "";
  let isComposing = false;
  // Enter is down, and has been seen to.
  let isSpent = false;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (!isEnter(event)) isSpent = false;
    if (!isEnter(event) || event.shiftKey || !sends()) return;
    const isOpen = isComposing || event.isComposing;
    const isOfInputMethod = isOpen || event.keyCode === OF_INPUT_METHOD;
    if (isSpent) return event.preventDefault();
    if (isOfInputMethod && !isHangul(composed)) return;
    isSpent = true;
    if (isOpen) return waitForSyllable(event.currentTarget);
    event.preventDefault();
    send();
  }

  function waitForSyllable(field: HTMLElement): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      // Its end sends.
      letGo(field);
      if (watchdog) finish();
    }, WATCHDOG_MS);
  }

  /** A syllable that is still open is closed now: leaving the field ends any composition. */
  function letGo(field: HTMLElement): void {
    if (!isComposing) return;
    field.blur();
    field.focus();
  }

  function onCompositionEnd(event: CompositionEvent): void {
    isComposing = false;
    composed = event.data;
    if (watchdog) finish();
  }

  function finish(): void {
    clearTimeout(watchdog);
    watchdog = undefined;
    send();
  }

  return {
    letGo,
    onKeyDown,
    onCompositionEnd,
    onKeyUp: (event: KeyboardEvent): void => {
      if (isEnter(event)) isSpent = false;
    },
    onCompositionStart: (): void => {
      isComposing = true;
      isSpent = false;
      composed = "";
    },
    onCompositionUpdate: (event: CompositionEvent): void => {
      composed = event.data;
    },
    // The line break of a press that has sent already.
    onBeforeInput: (event: InputEvent): void => {
      if (isSpent && isLineBreak(event)) event.preventDefault();
    },
  };
}

const OF_INPUT_METHOD = 229;

// While an input method has the key, `key` may be "Process"; `code` still names it.
const isEnter = ({ key, code }: KeyboardEvent): boolean =>
  key === "Enter" || code === "Enter" || code === "NumpadEnter";
const isHangul = (text: string): boolean => /\p{Script=Hangul}$/u.test(text);
const isLineBreak = ({ inputType }: InputEvent): boolean =>
  inputType === "insertLineBreak" || inputType === "insertParagraph";
