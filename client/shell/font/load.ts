// Loading Pretendard, which is itself loaded after the first paint.

const FAMILY = '"Pretendard Variable"';

// Text can come while parts for other text are on their way: then those for it are loaded, too.
const ROUNDS = 5;

/** After the first paint: loads Pretendard, and shows it when nobody is in the middle of reading. */
export async function loadFont(): Promise<void> {
  await import("pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css");
  await loadForPage();
  if (isNobodyReading() || !hasHangul()) show();
  else waitForMoment();
}

function waitForMoment(): void {
  const moments = [...PRESSES, "visibilitychange"];
  const onMoment = () => {
    if (isWholePageLoaded()) {
      for (const moment of moments) document.removeEventListener(moment, onMoment, true);
      show();
    } else void loadForPage();
  };
  for (const moment of moments) document.addEventListener(moment, onMoment, true);
}

// What stood still may move then: the page answers a press anyway.
const PRESSES = ["pointerdown", "keydown"];

// The parts of the font that the text on the page needs, so that they are not swapped in one by one.
const textOnPage = (): string => document.body.textContent;
const isWholePageLoaded = (): boolean => document.fonts.check(`1em ${FAMILY}`, textOnPage());

async function loadForPage(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await document.fonts.load(`1em ${FAMILY}`, textOnPage());
    if (isWholePageLoaded()) return;
  }
}

/** Whether a font of the system has Hangul: where none has, all syllables look the same, and nothing can be read. */
function hasHangul(): boolean {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return true;
  pen.font = `16px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = ["가", "힣"].map((syllable) => {
    pen.clearRect(0, 0, 20, 20);
    pen.fillText(syllable, 0, 16);
    return pen.getImageData(0, 0, 20, 20).data.join();
  });
  return drawn[0] !== drawn[1];
}

/** Nothing of the page has come yet, not even its tabs, or it is in the background. */
const isNobodyReading = (): boolean => document.hidden || document.querySelector("h1, nav") === null;

const show = (): void => void (document.documentElement.dataset["font"] = "loaded");
