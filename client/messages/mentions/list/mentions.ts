import { createSignal } from "solid-js";

import type { Message } from "../../../../src/protocol/message";
import type { User } from "../../../../src/protocol/user";
import { api, ask } from "../../../api";
import { announce } from "../../../ui/Announcer";
import { textOf } from "../../../ui/form/form";
import type { Loading } from "../../../ui/States";

/** The messages that mention me, page by page. */
export function createMentions(learn: (users: User[]) => void) {
  const [found, setFound] = createSignal<Message[]>([]);
  const [state, setState] = createSignal<Loading>("loading");
  const [cursor, setCursor] = createSignal<string | null>(null);
  const [isFetching, setFetching] = createSignal(false);

  async function start(): Promise<void> {
    setState("loading");
    try {
      await fetchPage();
      setState("ready");
    } catch {
      setState("failed");
    }
  }

  async function fetchMore(): Promise<void> {
    if (isFetching()) return;
    setFetching(true);
    await fetchPage().catch((error: unknown) => announce(textOf(error)));
    setFetching(false);
  }

  async function fetchPage(): Promise<void> {
    const after = cursor();
    const page = await ask(() => api.mentions.get({ query: after === null ? {} : { cursor: after } }));
    learn(page.users);
    setFound((all) => [...all, ...page.mentions.map(({ message }) => message)]);
    setCursor(page.cursor);
  }

  return { found, state, start, fetchMore, isFetching, hasMore: () => cursor() !== null };
}
