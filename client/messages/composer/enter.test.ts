import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";

import { createEnter } from "./enter";
import { composing, enter, handled, namesOf, presses, type TraceEvent } from "./traces";

// A field without a page: it counts what is sent, and keeps the line breaks that nobody has prevented.

let now = 0;
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function field(sends = true) {
  const sent: string[] = [];
  let [text, open] = ["", ""];
  const handlers = createEnter(
    () => {
      sent.push(text);
      text = "";
    },
    () => sends,
  );
  const element = {
    blur: () => open && play([{ type: "compositionend", data: open }]),
    focus: () => undefined,
  } as unknown as HTMLElement;

  /** The first event after a pause, the others one after the other. */
  function play(events: TraceEvent[], pauseMs = 0): void {
    now += pauseMs;
    jest.advanceTimersByTime(pauseMs);
    for (const event of events) {
      now += 1;
      jest.advanceTimersByTime(1);
      one(event);
    }
  }

  function one(event: TraceEvent): void {
    if (event.type === "linebreak") return breakLine();
    if (!("data" in event)) return press(event);
    const composition = { ...event, timeStamp: now } as unknown as CompositionEvent;
    if (event.type === "compositionstart") return handlers.onCompositionStart();
    text = text.slice(0, text.length - open.length) + event.data;
    open = event.type === "compositionend" ? "" : event.data;
    if (event.type === "compositionend") handlers.onCompositionEnd(composition);
    else handlers.onCompositionUpdate(composition);
  }

  function press(event: Extract<TraceEvent, { key: string }>): void {
    let isFree = true;
    const base = {
      shiftKey: false,
      altKey: false,
      ctrlKey: false,
      metaKey: false,
      repeat: false,
      isComposing: false,
    };
    const keyboard = {
      ...base,
      ...event,
      timeStamp: now,
      currentTarget: element,
      preventDefault: () => (isFree = false),
    };
    if (event.type === "keyup") return handlers.onKeyUp(keyboard as unknown as KeyboardEvent);
    handlers.onKeyDown(keyboard as unknown as Parameters<typeof handlers.onKeyDown>[0]);
    const isOwn = event.key === "Enter" && event.keyCode === 13 && !event.isComposing;
    if (isFree && isOwn) breakLine();
  }

  function breakLine(): void {
    let isFree = true;
    const event = { inputType: "insertLineBreak", preventDefault: () => (isFree = false) };
    handlers.onBeforeInput(event as unknown as InputEvent);
    if (isFree) text += "\n";
  }

  return { play, sent, text: () => text };
}

const own = (more: object = {}): TraceEvent => ({
  type: "keydown",
  key: "Enter",
  code: "Enter",
  keyCode: 13,
  ...more,
});
const hanja: TraceEvent[] = [
  { type: "keydown", key: "HanjaMode", code: "Lang2", keyCode: 25, isComposing: true },
  { type: "keyup", key: "HanjaMode", code: "Lang2", keyCode: 25, isComposing: true },
];
const optionReturn: TraceEvent[] = [
  { type: "keydown", key: "Enter", code: "Enter", keyCode: 229, isComposing: true, altKey: true },
  { type: "keyup", key: "Enter", code: "Enter", keyCode: 13, isComposing: true },
];

describe.each(Object.entries(presses))("%s", (browser, press) => {
  const names = namesOf(browser);

  test("an Enter over Hangul sends once, with the last syllable", () => {
    const { play, sent, text } = field();
    play([...composing("ㅇ", "요"), ...press("요", false)]);
    expect([sent, text()]).toEqual([["요"], ""]);
    play([...composing("네"), ...press("네", false)], 120);
    expect([sent, text()]).toEqual([["요", "네"], ""]);
  });

  test.each([
    ["한자, by its key", [...composing("한"), ...hanja], "漢"],
    ["한자 that stays as it is, by its key", [...composing("한"), ...hanja], "한"],
    ["한자, on macOS", [...composing("한"), ...optionReturn], "漢"],
    ["한자 that stays as it is, on macOS", [...composing("한"), ...optionReturn], "한"],
    ["a symbol of ㅁ", [...composing("ㅁ"), ...hanja], "※"],
    ["a symbol of ㅁ, further down", [...composing("ㅁ"), ...hanja, ...handled(names, "ArrowDown")], "★"],
    ["한자 whose list nobody announced", [...composing("한")], "漢"],
  ])("an Enter that picks %s only picks, and the next one sends", (_, before, picked) => {
    const { play, sent, text } = field();
    play([...before, ...press(picked, true)]);
    expect([sent, text()]).toEqual([[], picked]);
    play(enter, 100);
    expect([sent, text()]).toEqual([[picked], ""]);
  });

  // Where keys have names, a list is noticed by the keys that move within it.
  test("an Enter that picks from a list that arrow keys moved in only picks", () => {
    if (names === "Android") return;
    const { play, sent } = field();
    play([...composing("한"), ...handled(names, "ArrowDown"), ...press("한", true)]);
    expect(sent).toEqual([]);
  });

  test.each([
    ["Japanese", ["n", "に", "にほん"], "にほん", "日本"],
    ["Zhuyin", ["ㄋ", "ㄋㄧ", "你"], "你", "妳"],
    ["Pinyin", ["n", "ni", "ni hao"], "nihao", "你好"],
    ["Telex", ["v", "vie", "việt"], "việt", "Việt"],
  ])(
    "in %s an Enter only confirms, with or without a list, and the next one sends",
    (_, steps, plain, listed) => {
      for (const [text, keys] of [
        [plain, []],
        [listed, [...handled(names, "Space"), ...handled(names, "ArrowDown")]],
      ] as const) {
        const { play, sent, text: left } = field();
        play([...composing(...steps), ...keys, ...press(text, true)]);
        expect([sent, left()]).toEqual([[], text]);
        play(enter, 100);
        expect([sent, left()]).toEqual([[text], ""]);
      }
    },
  );

  test("Hangul after a candidate was picked is sent by its own Enter", () => {
    const { play, sent } = field();
    play([...composing("한"), ...hanja, ...press("漢", true)]);
    play([{ type: "keydown", key: "Process", code: "KeyW", keyCode: 229 }, ...composing("자")], 100);
    play(press("자", false));
    expect(sent).toEqual(["漢자"]);
  });
});

test("a list that Escape or a letter has closed is closed", () => {
  const { play, sent } = field();
  const escape = [
    { type: "compositionend", data: "한" },
    ...handled("Chrome", "Escape", false),
  ] as TraceEvent[];
  play([...composing("한"), ...hanja, ...escape]);
  play([...composing("글"), ...presses["Chrome on Windows"]!("글", false)]);
  expect(sent).toEqual(["한글"]);
});

test("a keyup that got lost swallows no later Enter, and no line break", () => {
  const { play, sent, text } = field();
  play([own()]);
  play([own()], 300);
  expect(sent).toEqual(["", ""]);
  play([own({ shiftKey: true })], 300);
  expect([sent.length, text()]).toEqual([2, "\n"]);
  const korean = field();
  korean.play([...composing("네"), ...presses["Chrome on Windows"]!("네", false).slice(0, -1)]);
  korean.play([...composing("요"), ...presses["Chrome on Linux"]!("요", false)], 90);
  expect(korean.sent).toEqual(["네", "요"]);
});

test("a key that is held down sends once", () => {
  const { play, sent, text } = field();
  play([own()]);
  for (let nth = 0; nth < 3; nth++) play([own({ repeat: true })], 500);
  expect([sent, text()]).toEqual([[""], ""]);
});

test("a composition that does not end is ended, and sent", () => {
  const { play, sent } = field();
  play([
    ...composing("요"),
    { type: "keydown", key: "Process", code: "Enter", keyCode: 229, isComposing: true },
  ]);
  jest.advanceTimersByTime(200);
  expect(sent).toEqual(["요"]);
});

test("an Enter that changes the composition without ending it sends nothing", () => {
  const { play, sent } = field();
  play([
    ...composing("한"),
    { type: "keydown", key: "Process", code: "Enter", keyCode: 229, isComposing: true },
    { type: "compositionupdate", data: "漢" },
  ]);
  jest.advanceTimersByTime(200);
  expect(sent).toEqual([]);
});

test("where Enter is a line break, Ctrl or Cmd and Enter send", () => {
  const { play, sent, text } = field(false);
  play(enter);
  expect([sent, text()]).toEqual([[], "\n"]);
  play([own({ ctrlKey: true })], 300);
  play([own({ metaKey: true })], 300);
  expect(sent).toEqual(["\n", ""]);
  play([...composing("네"), own({ ctrlKey: true, keyCode: 229, isComposing: true })], 300);
  play([{ type: "compositionend", data: "네" }]);
  expect(sent).toEqual(["\n", "", "네"]);
});

test("Shift and Enter break the line, Alt and Enter do nothing", () => {
  const { play, sent, text } = field();
  play([own({ shiftKey: true })]);
  expect([sent, text()]).toEqual([[], "\n"]);
  play([own({ altKey: true, keyCode: 229 })], 300);
  expect(sent).toEqual([]);
});
