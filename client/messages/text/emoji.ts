import { graphemesOf } from "../../browser/graphemes";

// More than this is text, not a gesture.
const FEW = 3;
// In UTF-16 units: longer than three couples of different skins, with blanks between them.
const LONGEST = 100;
// One emoji: UTS #51, by properties of single code points. Browsers know \p{RGI_Emoji} (with /v) since Safari 17, Chrome 112
// and Firefox 116 only, and a regular expression that they cannot read ends the whole script.
const PICTURE = String.raw`(?:\p{Emoji_Presentation}\uFE0F?|\p{Extended_Pictographic}\uFE0F|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})[\u{E0020}-\u{E007F}]*`;
const EMOJI = new RegExp(
  String.raw`^(?:\p{Regional_Indicator}\p{Regional_Indicator}|[0-9#*]\uFE0F\u20E3|${PICTURE}(?:\u200D(?:${PICTURE}|\p{Extended_Pictographic}))*)$`,
  "u",
);

// By grapheme: where one emoji can also be read as several, a repeated group would try exponentially many ways.
export function isEmojiOnly(text: string): boolean {
  if (text === "" || text.length > LONGEST) return false;
  const pictures = graphemesOf(text).filter((grapheme) => grapheme.trim() !== "");
  return pictures.length <= FEW && pictures.every((grapheme) => EMOJI.test(grapheme));
}
