import { yieldToChat } from "../../src/priority";
import { isDamage, remove } from "./file";
import { Inverted } from "./inverted";
import type { IndexRequest, IndexAnswer } from "./remote";

// The index in a thread of its own: it writes and reads as long as it needs to, and chat does not wait for it.

declare const self: Worker;

// Between two steps of forgetting, so that searches have their turn.
const PAUSE_MS = 20;
// Deleted words are gone from the terms so long after: one merge for all of them, which writes all of the index.
const FORGET_MS = 6 * 3600_000;
const LOOK_MS = 600_000;
yieldToChat();

let opened: { path: string; index: Inverted } | undefined;

self.addEventListener("message", ({ data: { nth, ask } }: MessageEvent<IndexRequest>) => {
  try {
    self.postMessage({ nth, answer: answerTo(ask) } satisfies IndexAnswer);
  } catch (error) {
    // A damaged file is of no use to the next one either.
    if (opened && isDamage(error)) {
      opened.index.close();
      remove(opened.path);
      opened = undefined;
    }
    self.postMessage({
      nth,
      fault: error instanceof Error ? error.message : String(error),
    } satisfies IndexAnswer);
  }
});

function answerTo(ask: IndexRequest["ask"]): IndexAnswer["answer"] {
  switch (ask.do) {
    case "open":
      opened = { path: ask.path, index: Inverted.open(ask.path, ask.epoch) };
      setInterval(forget, LOOK_MS);
      return { id: opened.index.id, marks: opened.index.marks() };
    case "put":
      return mustBeOpen().put(ask.parts, ask.left);
    case "isWanted":
      return mustBeOpen().isWanted();
    case "candidates":
      return mustBeOpen().candidates(ask.wanted);
    case "close":
      opened?.index.close();
      opened = undefined;
      return undefined;
  }
}

function mustBeOpen(): Inverted {
  if (!opened) throw new Error("The index is not open");
  return opened.index;
}

function forget(): void {
  if (opened?.index.forgetSome(FORGET_MS)) setTimeout(forget, PAUSE_MS);
}
