// Typing through an input method, by Chromium's own protocol. A script that sets a field's value meets none of the
// trouble that a Korean meets with Enter.
import type { CDPSession, Page } from "playwright/test";

// What else the system makes of an Enter that an input method has used to let go of its last syllable.
export type Afterwards = "nothing" | "an Enter of its own";

const ENTER = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
const OF_INPUT_METHOD = { ...ENTER, windowsVirtualKeyCode: 229 };

export class InputMethod {
  private constructor(private readonly chromium: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  // Each step is what the syllable, or the word, looks like by then: ㄱ, 가, 감.
  async composes(...steps: string[]): Promise<void> {
    for (const text of steps) {
      const end = text.length;
      await this.chromium.send("Input.imeSetComposition", { text, selectionStart: end, selectionEnd: end });
    }
  }

  async letsGoOf(text: string): Promise<void> {
    await this.chromium.send("Input.insertText", { text });
  }

  async pressesEnterOver(syllable: string, afterwards: Afterwards): Promise<void> {
    await this.chromium.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...OF_INPUT_METHOD });
    await this.letsGoOf(syllable);
    if (afterwards === "an Enter of its own") {
      await this.chromium.send("Input.dispatchKeyEvent", { type: "keyDown", ...ENTER, text: "\r" });
    }
    await this.chromium.send("Input.dispatchKeyEvent", { type: "keyUp", ...ENTER });
  }
}
