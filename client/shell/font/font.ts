import { facesOf, HANGUL, LATIN, nameOf, type StandIn, type Widths } from "./fit";

// Pretendard is some 40 kB for each part of the alphabet that a page needs, and never delays the first paint: until it is
// here, fonts of the system stand in for it.

// By system: macOS and iOS, Windows, Android, Linux.
const standIns: StandIn[] = [
  {
    family: "Apple SD Gothic Neo",
    regular: ["Apple SD Gothic Neo", "AppleSDGothicNeo-Regular"],
    bold: ["Apple SD Gothic Neo SemiBold", "AppleSDGothicNeo-SemiBold"],
  },
  { family: "Malgun Gothic", regular: ["Malgun Gothic"], bold: ["Malgun Gothic Bold"] },
  { family: "Noto Sans KR", regular: ["Noto Sans KR"], bold: ["Noto Sans KR Bold"] },
  { family: "Noto Sans CJK KR", regular: ["Noto Sans CJK KR"], bold: ["Noto Sans CJK KR Bold"] },
  { family: "Roboto", regular: ["Roboto", "Roboto-Regular"], bold: ["Roboto Bold", "Roboto-Bold"] },
  { family: "Segoe UI", regular: ["Segoe UI"], bold: ["Segoe UI Semibold"] },
  { family: "Open Sans", regular: ["Open Sans", "Open Sans Regular"], bold: ["Open Sans Bold"] },
  { family: "DejaVu Sans", regular: ["DejaVu Sans"], bold: ["DejaVu Sans Bold"] },
];

// Any size: large enough to measure well.
const PX = 100;

/** Before the first paint: the stand-ins, as wide on this device as Pretendard will be. */
export function prepareStandIns(): void {
  const pen = document.createElement("canvas").getContext("2d");
  // Some browsers give no canvas to protect privacy. Then the system's font is used as it is.
  if (!pen || !("adoptedStyleSheets" in document)) return;
  // oxlint-disable-next-line browsers/newer -- elsewhere it sets nothing, and widths are measured with kerning
  pen.fontKerning = "none";
  const widthIn = (font: string, text: string) => {
    pen.font = font;
    return pen.measureText(text).width / PX / text.length;
  };
  const widthsOf = ({ family }: StandIn, weight: number): Widths => {
    const font = `${weight} ${PX}px "${family}"`;
    return { latin: widthIn(font, LATIN), hangul: widthIn(font, HANGUL) };
  };
  const faces = standIns.map((font) =>
    facesOf(font, { regular: widthsOf(font, 450), bold: widthsOf(font, 600) }),
  );
  // Not an inline style, which the content security policy forbids.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(faces.join("\n"));
  document.adoptedStyleSheets.push(sheet);
  const names = standIns.map((font) => `"${nameOf(font)}"`).join(", ");
  document.documentElement.style.setProperty("--font-fitted", names);
}
