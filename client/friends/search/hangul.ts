import { createSignal } from "solid-js";

// Only what is typed into a search needs it, so it comes right after the first screen. Until then, and where it cannot be
// loaded, text is compared as it is.
const [hangul, setHangul] = createSignal({
  disassemble: (text: string): string => text,
  getChoseong: (text: string): string => text,
  convertQwertyToAlphabet: (text: string): string => text,
});

/** Functions of es-hangul. A computation that calls them runs again once they are here. */
export { hangul };

export async function loadHangul(): Promise<void> {
  const { disassemble, getChoseong, convertQwertyToAlphabet } = await import("es-hangul");
  setHangul({ disassemble, getChoseong, convertQwertyToAlphabet });
}
