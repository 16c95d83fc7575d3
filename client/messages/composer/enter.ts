// Enter sends; Shift+Enter is a line break. The hard part is an Enter while an input method is composing a syllable. In
// Korean it means "send", but the composition must end first: otherwise the text is sent without the syllable, which then
// reappears in the empty field. In Japanese and Chinese Enter only selects a candidate.
//
// The events of one press, as far as we know:
//   Chrome on Windows, Linux   keydown 229 · compositionend · sometimes keydown 13 · keyup
//   Chrome on macOS            keydown 229 · compositionend · keydown 13 (or only a line break) · keyup
//   Safari                     compositionend · keydown 229 with isComposing false · keyup
// So a press acts once, whatever else it causes before the key is up.

// A composition ends within some milliseconds. If not, it is ended.
const WATCHDOG_MS = 100;

/** Handlers for a text field in which Enter sends while `sends` is true; otherwise Enter is a line break. */
export function createEnter(send: () => void, sends: () => boolean) {
  let composed = "";
  let isComposing = false;
  // Enter is down and has been handled.
  let isHandled = false;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (!isEnter(event)) isHandled = false;
    if (!isEnter(event) || event.shiftKey || !sends()) return;
    const isOpen = isComposing || event.isComposing;
    const isOfInputMethod = isOpen || event.keyCode === OF_INPUT_METHOD;
    if (isHandled) return event.preventDefault();
    if (isOfInputMethod && !isHangul(composed)) return;
    isHandled = true;
    if (isOpen) return waitForSyllable(event.currentTarget);
    event.preventDefault();
    send();
  }

  function waitForSyllable(field: HTMLElement): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      // Ending the composition sends.
      endComposition(field);
      if (watchdog) finish();
    }, WATCHDOG_MS);
  }

  /** Ends a composition that is still open: leaving the field does that. */
  function endComposition(field: HTMLElement): void {
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
    endComposition,
    onKeyDown,
    onCompositionEnd,
    onKeyUp: (event: KeyboardEvent): void => {
      if (isEnter(event)) isHandled = false;
    },
    onCompositionStart: (): void => {
      isComposing = true;
      isHandled = false;
      composed = "";
    },
    onCompositionUpdate: (event: CompositionEvent): void => {
      composed = event.data;
    },
    // The line break of a press that has sent already.
    onBeforeInput: (event: InputEvent): void => {
      if (isHandled && isLineBreak(event)) event.preventDefault();
    },
  };
}

const OF_INPUT_METHOD = 229;

// While an input method handles the key, `key` may be "Process"; `code` still names it.
const isEnter = ({ key, code }: KeyboardEvent): boolean =>
  key === "Enter" || code === "Enter" || code === "NumpadEnter";
const isHangul = (text: string): boolean => /\p{Script=Hangul}$/u.test(text);
const isLineBreak = ({ inputType }: InputEvent): boolean =>
  inputType === "insertLineBreak" || inputType === "insertParagraph";
