import { createSignal, onCleanup } from "solid-js";

import { ofBrowser, ofTab } from "../../browser/storage";

// Text in the composer that was not sent, by user and room. It survives switching rooms and a reload, and ends with the tab and
// with a sign-out. A duplicated tab begins with a copy of it: once one of them has sent it, no other offers it again.

interface UnsentText {
  text: string;
  /** Of one stretch of writing in one page; a copy in another tab has the same until it is changed there. */
  id: string;
}

const PREFIX = "potato.unsent.";
const keyOf = (userId: string, roomId: string): string => `${PREFIX}${userId}.${roomId}`;
// The ids of what was sent last, for the other tabs.
const SENT = "potato.sent-texts";
const MOST_SENT = 20;

/** `page` is one load of the page. */
export function createUnsent(page: string, { tab, browser } = { tab: ofTab, browser: ofBrowser }) {
  let count = 0;
  // What a browser stores cannot be tracked. The list of rooms shows these texts: each text has a change of its own, so that
  // a letter typed in one room does not compute the rows of thousands of others.
  const changes = new Map<string, TextChange>();

  function changeOf(key: string): TextChange {
    const known = changes.get(key) ?? createTextChange();
    changes.set(key, known);
    return known;
  }

  function keep(userId: string, roomId: string, text: string): void {
    const key = keyOf(userId, roomId);
    const before = read(key);
    if ((before?.text ?? "") === text) return;
    const id = before?.id.startsWith(page) ? before.id : `${page}.${++count}`;
    tab.set(key, text === "" ? undefined : JSON.stringify({ text, id } satisfies UnsentText));
    changeOf(key).happened();
  }

  function find(userId: string, roomId: string): string {
    const key = keyOf(userId, roomId);
    changeOf(key).track();
    const found = read(key);
    if (found && isSent(found.id)) tab.set(key, undefined);
    return found && !isSent(found.id) ? found.text : "";
  }

  /** It has been sent from this tab. */
  function sent(userId: string, roomId: string): void {
    const key = keyOf(userId, roomId);
    const found = read(key);
    tab.set(key, undefined);
    if (found) browser.set(SENT, JSON.stringify([...sentIds(), found.id].slice(-MOST_SENT)));
    changeOf(key).happened();
  }

  /** Everyone's: the next one at this tab shall not find it. */
  function forgetAll(): void {
    tab.clear(PREFIX);
    for (const { happened } of changes.values()) happened();
  }

  const read = (key: string): UnsentText | undefined => {
    const value = parsed(tab.get(key));
    return isUnsent(value) ? value : undefined;
  };
  const isSent = (id: string): boolean => sentIds().includes(id);
  function sentIds(): unknown[] {
    const ids = parsed(browser.get(SENT));
    return Array.isArray(ids) ? ids : [];
  }

  return { keep, find, sent, forgetAll };
}

interface TextChange {
  track: () => void;
  happened: () => void;
}

function createTextChange(): TextChange {
  const [track, happened] = createSignal<void>(undefined, { equals: false });
  return { track, happened };
}

function parsed(value: string | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value);
  } catch {
    return undefined;
  }
}

const isUnsent = (value: unknown): value is UnsentText =>
  typeof value === "object" &&
  value !== null &&
  "text" in value &&
  typeof value.text === "string" &&
  "id" in value &&
  typeof value.id === "string";

// Not the clock alone: two tabs can load at once.
export const unsent = createUnsent(`${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`);

/** Calls `onSent` when another tab has sent something. */
export function createSentListener(onSent: () => void): void {
  const listen = ({ key }: StorageEvent) => void (key === SENT && onSent());
  addEventListener("storage", listen);
  onCleanup(() => removeEventListener("storage", listen));
}
