// Until Pretendard is here, fonts of the system stand in for it. Each is scaled so that its text is as wide and as high as
// Pretendard's: then nothing moves when it comes. How wide they are is measured on the device, because versions differ.

/** English text, whose mean advance is that of most Latin text. */
export const LATIN =
  "Are you coming to dinner tonight? I will bring salt, and 3 kilos of potatoes at 18:30. Thanks";
/** Every syllable has the same advance. */
export const HANGUL = "가";

/** What a font of the system takes for these texts, in em. */
export interface Widths {
  latin: number;
  hangul: number;
}

/** A font of the system: its family, and the names that `local()` knows for its regular and its bold face. */
export interface StandIn {
  family: string;
  regular: string[];
  bold: string[];
}

// Pretendard 1.3.9, read from its tables hhea and hmtx, in em. Latin letters get wider with the weight, Hangul does not.
const ASCENT = 0.95215;
const DESCENT = 0.24121;
const HANGUL_WIDTH = 0.86426;
const LATIN_WIDTH = { regular: 0.43462, bold: 0.44648 };

// The weights that sheets use: 450, then 600 and 750.
const WEIGHTS = { regular: "1 549", bold: "550 1000" };
const cuts = ["regular", "bold"] as const;

// Hangul, and what stands between it.
const HANGUL_RANGE = "U+1100-11FF, U+3000-303F, U+3130-318F, U+AC00-D7A3";

/** The name of the family in theme.css: `"Waiting Segoe UI"`. */
export const nameOf = ({ family }: StandIn): string => `Waiting ${family}`;

/** The faces of one stand-in, scaled. Where ranges overlap, the later face counts. */
export function facesOf(font: StandIn, widths: Record<"regular" | "bold", Widths>): string {
  const latin = cuts.map((cut) => face(font, cut, LATIN_WIDTH[cut] / widths[cut].latin));
  const hangul = cuts.map((cut) => face(font, cut, HANGUL_WIDTH / widths[cut].hangul, HANGUL_RANGE));
  return [...latin, ...hangul].join("\n");
}

// The overrides are shares of the scaled size.
function face(font: StandIn, cut: "regular" | "bold", scale: number, range = "U+0-10FFFF"): string {
  return `@font-face {
  font-family: "${nameOf(font)}";
  src: ${font[cut].map((name) => `local("${name}")`).join(", ")};
  font-weight: ${WEIGHTS[cut]};
  size-adjust: ${percent(scale)};
  ascent-override: ${percent(ASCENT / scale)};
  descent-override: ${percent(DESCENT / scale)};
  line-gap-override: 0%;
  unicode-range: ${range};
}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
