// Enter sends; Shift+Enter is a line break. The hard part is an Enter while an input method is composing. In Korean it means
// "send", but the composition must end first: otherwise the text is sent without the last syllable, which then reappears in
// the empty field. Everywhere else it only confirms, and so it does in Korean while a list of candidates is open (Hanja, or the
// symbols of ㅁ): what it picks is not Hangul any more, or a key that only moves within a list was pressed just before.
//
// The events of one press (traces.ts has them all, and where they are documented):
//   Chrome on Windows, Linux   keydown 229 · compositionend · sometimes keydown 13 · keyup
//   Chrome on macOS            keydown 229 · compositionend · keydown 13 (or only a line break) · keyup
//   Safari                     compositionend · keydown 229 with isComposing false · keyup
// So a press acts once, whatever else it causes. It is over when the key is up; a keyup can get lost (another window took the
// focus), so it is also over when its events stop.

// A composition ends within some milliseconds. If not, it is ended.
const WATCHDOG_MS = 100;
// The events that one press causes follow each other within this time; nobody presses Enter twice in it.
const SAME_PRESS_MS = 80;

/** Handlers for a text field in which Enter sends while `sends` is true; else it is a line break, and Ctrl+Enter sends. */
export function createEnter(send: () => void, sends: () => boolean) {
  let composed = "";
  let isComposing = false;
  // The keys since the composition began move within a list of candidates.
  let isListOpen = false;
  let isListAsked = false;
  // When the current press of Enter last caused an event; undefined if it is over, or has not acted.
  let handledAt: number | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    if (!isEnter(event)) return onOtherKey(event);
    if (isSamePress(event)) return event.preventDefault();
    handledAt = undefined;
    if (!isSending(event)) return void (isListOpen ||= event.altKey && isComposing);
    const isOpen = isComposing || event.isComposing;
    const isOfInputMethod = isOpen || event.keyCode === OF_INPUT_METHOD;
    if (isOfInputMethod && isListOpen) return void (handledAt = event.timeStamp);
    if (isOfInputMethod && !isHangul(composed)) return;
    handledAt = event.timeStamp;
    if (isOpen) return waitForSyllable(event.currentTarget);
    event.preventDefault();
    send();
  }

  function onOtherKey(event: KeyboardEvent): void {
    handledAt = undefined;
    if (isModifier(event)) return;
    isListAsked = isHanjaKey(event);
    isListOpen = isListAsked || (isComposing && (isListOpen || isMove(event)) && !isLetter(event));
  }

  const isSending = ({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
    !shiftKey && !altKey && (sends() || ctrlKey || metaKey);

  // A key that is held down repeats, and sends nothing more.
  const isSamePress = ({ repeat, timeStamp }: KeyboardEvent): boolean =>
    watchdog !== undefined || (handledAt !== undefined && (repeat || timeStamp - handledAt <= SAME_PRESS_MS));

  function waitForSyllable(field: HTMLElement): void {
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
    if (handledAt !== undefined) handledAt = Math.max(handledAt, event.timeStamp);
    if (!watchdog) return;
    if (isHangul(composed)) finish();
    else cancel();
  }

  function finish(): void {
    cancel();
    send();
  }

  function cancel(): void {
    clearTimeout(watchdog);
    watchdog = undefined;
  }

  return {
    endComposition,
    onKeyDown,
    onCompositionEnd,
    onKeyUp: (event: KeyboardEvent): void => {
      if (!isEnter(event)) return;
      handledAt = undefined;
      if (!isComposing) isListOpen = false;
    },
    onCompositionStart: (): void => {
      isComposing = true;
      handledAt = undefined;
      composed = "";
      isListOpen = isListAsked;
    },
    onCompositionUpdate: (event: CompositionEvent): void => {
      // Enter has picked a candidate or opened a list: the composition goes on.
      if (watchdog && event.data !== composed) cancel();
      composed = event.data;
    },
    // The line break of a press that has sent or picked already.
    onBeforeInput: (event: InputEvent): void => {
      if (handledAt !== undefined && isLineBreak(event)) event.preventDefault();
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

// The key 한자, also where right Ctrl stands for it, and F9, which ibus-hangul takes as well.
const isHanjaKey = ({ key, code }: KeyboardEvent): boolean =>
  key === "HanjaMode" || code === "Lang2" || code === "F9" || key === "F9";
// In Hangul these end the composition; where it goes on, they moved within a list.
const isMove = ({ key, code }: KeyboardEvent): boolean => MOVES.test(code) || MOVES.test(key);
const MOVES = /^(?:Arrow(?:Up|Down|Left|Right)|Page(?:Up|Down)|Home|End|Tab|Space|Convert)$/u;
const isLetter = ({ code }: KeyboardEvent): boolean => /^Key[A-Z]$/u.test(code);
const isModifier = ({ key }: KeyboardEvent): boolean => /^(?:Shift|Control|Alt|Meta|CapsLock)$/u.test(key);
