import { useNavigate } from "@solidjs/router";
import { createSignal, For, Match, onMount, Show, Switch } from "solid-js";

import type { Message } from "../../../../src/protocol/message";
import { attachRoving } from "../../../keyboard/lists/roving";
import { useChat } from "../../../live/chat";
import { announce } from "../../../ui/Announcer";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { textOf } from "../../../ui/form/form";
import { EmptyState, Loaded } from "../../../ui/States";
import { mentioning } from "../words";
import { MentionRow } from "./MentionRow";
import { createMentions } from "./mentions";

/** What mentions me, over all rooms, the newest first. Choosing one goes there; the browser's Back leads back. */
export function MentionList(props: { onClose: () => void }) {
  const chat = useChat();
  const navigate = useNavigate();
  const list = createMentions(chat.users.learn);
  const [root, setRoot] = createSignal<HTMLElement>();
  onMount(() => {
    void list.start();
    const element = root();
    if (element) attachRoving(element, "button.mention-row");
  });

  function go({ roomId, seq }: Message): void {
    // First, because it returns the focus to where it was.
    props.onClose();
    const isShown = chat.messages.onScreen() === roomId && document.querySelector(".room-view .log") !== null;
    if (isShown)
      return void chat.messages.goTo(roomId, seq).catch((error: unknown) => announce(textOf(error)));
    chat.messages.openNextAt(roomId, seq);
    navigate(`/rooms/${roomId}`);
  }

  return (
    <Dialog title={mentioning().title} isDrawer onClose={props.onClose}>
      <div ref={setRoot}>
        <Loaded state={list.state()} onRetry={() => void list.start()}>
          <Switch>
            <Match when={list.found().length === 0}>
              <EmptyState title={mentioning().none} hint={mentioning().noneHint} />
            </Match>
            <Match when={true}>
              <ul class="hits" aria-label={mentioning().title}>
                <For each={list.found()}>
                  {(message) => (
                    <li>
                      <MentionRow message={message} onGo={() => go(message)} />
                    </li>
                  )}
                </For>
              </ul>
            </Match>
          </Switch>
        </Loaded>
        <Show when={list.hasMore()}>
          <Button kind="quiet" isBusy={list.isFetching()} onClick={() => void list.fetchMore()}>
            {mentioning().more}
          </Button>
        </Show>
      </div>
    </Dialog>
  );
}
