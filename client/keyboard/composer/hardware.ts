// On touch devices Enter is a line break, because their keyboards on screen have no Shift to hold. With a keyboard that is
// plugged in or paired, Enter sends there, too. No browser says whether there is one, but two things show it:
//   A key of one has a place: `code` names it. The keyboards on screen of Android and iOS leave `code` empty or
//     "Unidentified", whatever the key.
//   A keyboard on screen takes a good part of the page. With another one, at most a bar of suggestions is shown.

// In px: more than iPadOS's bar of suggestions, less than any keyboard on screen.
const KEYBOARD = 140;

/** `hidden`: how many px of the page something covers that was not there before. */
export const isHardwareKey = ({ code }: Pick<KeyboardEvent, "code">, hidden: number): boolean =>
  code !== "" && code !== "Unidentified" && hidden < KEYBOARD;

/** How much of the page is hidden now: less than the most that was seen of it, at the same width and zoom. */
export function createHidden() {
  let width = 0;
  let scale = 1;
  let most = 0;
  return (seen: { width: number; height: number; scale: number }): number => {
    const isSame = seen.width === width && seen.scale === scale;
    ({ width, scale } = seen);
    most = isSame ? Math.max(most, seen.height) : seen.height;
    return most - seen.height;
  };
}

let isHardware = false;

/** Whether the last key came from a keyboard of its own. */
export const hasHardwareKeyboard = (): boolean => isHardware;

// For as long as the page lives. Before the composer's own handler: this very key may be the Enter in question.
export function observeKeyboard(): void {
  const hidden = createHidden();
  const measure = () => {
    const { width, height, scale } = visualViewport ?? { width: innerWidth, height: innerHeight, scale: 1 };
    return hidden({ width, height, scale });
  };
  measure();
  visualViewport?.addEventListener("resize", measure);
  const onKeyDown = (event: KeyboardEvent) => void (isHardware = isHardwareKey(event, measure()));
  addEventListener("keydown", onKeyDown, true);
}
