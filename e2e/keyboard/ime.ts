// Types through an input method, by the DevTools protocol. Setting a field's value by script would not reproduce the
// problems that Korean users have with Enter.
import type { CDPSession, Page } from "playwright/test";

// What else the system does with an Enter that the input method has used to commit the last syllable.
export type Afterwards = "nothing" | "an Enter of its own";

const ENTER = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
const OF_INPUT_METHOD = { ...ENTER, windowsVirtualKeyCode: 229 };

type KeyEvent = typeof ENTER & { type: "rawKeyDown" | "keyDown" | "keyUp"; text?: string };

export class InputMethod {
  private constructor(private readonly chromium: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  // Each step is the composed text so far: ㄱ, 가, 감.
  async composes(...steps: string[]): Promise<void> {
    for (const text of steps) {
      const end = text.length;
      await this.chromium.send("Input.imeSetComposition", { text, selectionStart: end, selectionEnd: end });
    }
  }

  async letsGoOf(text: string): Promise<void> {
    await this.chromium.send("Input.insertText", { text });
  }

  // All at once, as an input method does: the text of a press follows its key within milliseconds, however busy the test is.
  async pressesEnterOver(syllable: string, afterwards: Afterwards): Promise<void> {
    const presses = (event: KeyEvent) => this.chromium.send("Input.dispatchKeyEvent", event);
    await Promise.all([
      presses({ type: "rawKeyDown", ...OF_INPUT_METHOD }),
      this.letsGoOf(syllable),
      ...(afterwards === "nothing" ? [] : [presses({ type: "keyDown", ...ENTER, text: "\r" })]),
      presses({ type: "keyUp", ...ENTER }),
    ]);
  }
}
