import { type JSX, Show } from "solid-js";

import type { Message } from "../../src/protocol/message";
import { dayOf, timeOf, words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Avatar } from "../ui/Avatar";
import { eventText } from "./event";
import type { Draft } from "./outbox";

/** One message between its neighbours: people who go on talking show their face once, and the time once a minute. */
export function Row(props: { message: Message; before: Message | undefined; after: Message | undefined }) {
  const chat = useChat();
  const isFirst = () => !isSameBreath(props.before, props.message);
  const isLast = () => !isSameBreath(props.message, props.after);
  const isNewDay = () => !props.before || dayOf(props.before.at) !== dayOf(props.message.at);
  const isMine = () => props.message.authorId === chat.me.id;
  return (
    <>
      <Show when={isNewDay()}>
        <p class="day">{dayOf(props.message.at)}</p>
      </Show>
      <Show
        when={!props.message.event}
        fallback={<p class="event">{eventText(props.message.event!, chat.users)}</p>}
      >
        <Said
          authorId={props.message.authorId}
          isMine={isMine()}
          isFirst={isFirst()}
          text={props.message.deletedAt === null ? props.message.text : words.deletedMessage}
          isFaint={props.message.deletedAt !== null}
        >
          <Show when={isLast()}>
            <time>{timeOf(props.message.at)}</time>
          </Show>
        </Said>
      </Show>
    </>
  );
}

/** What is on its way, or did not get there; looking like the message that it will be. */
export function DraftRow(props: { draft: Draft; before: Message | undefined }) {
  const chat = useChat();
  const isFirst = () => {
    const next = { authorId: chat.me.id, at: props.draft.at, event: null };
    return props.before !== undefined && !isSameBreath(props.before, next);
  };
  return (
    <Said
      authorId={chat.me.id}
      isMine
      isFirst={isFirst()}
      text={props.draft.text}
      isFaint={props.draft.state !== "sent"}
    >
      <Show when={props.draft.state === "sending"}>{words.sending}</Show>
      <Show when={props.draft.state === "sent"}>
        <time>{timeOf(props.draft.at)}</time>
      </Show>
      <Show when={props.draft.reason}>
        {(reason) => (
          <span class="refusal" role="alert">
            {words.notSent} · {words.refused[reason()]}
            <button class="quiet" type="button" onClick={() => chat.outbox.again(props.draft)}>
              {words.again}
            </button>
            <button class="quiet" type="button" onClick={() => chat.outbox.remove(props.draft.clientId)}>
              {words.discard}
            </button>
          </span>
        )}
      </Show>
    </Said>
  );
}

interface SaidProps {
  authorId: string;
  isMine: boolean;
  isFirst: boolean;
  isFaint: boolean;
  text: string;
  children: JSX.Element;
}

function Said(props: SaidProps) {
  const chat = useChat();
  const name = () => chat.users.nameOf(props.authorId);
  return (
    <div class="said" classList={{ mine: props.isMine, first: props.isFirst }}>
      <Show when={!props.isMine && props.isFirst}>
        <Avatar id={props.authorId} name={name()} url={chat.users.find(props.authorId)?.avatarUrl} />
        <span class="author">{name()}</span>
      </Show>
      <p class="bubble" classList={{ faint: props.isFaint }}>
        {props.text}
      </p>
      <span class="beside">{props.children}</span>
    </div>
  );
}

const MINUTE_MS = 60_000;
type Line = Pick<Message, "authorId" | "at" | "event">;

function isSameBreath(one: Line | undefined, next: Line | undefined): boolean {
  if (!one || !next || one.event || next.event || one.authorId !== next.authorId) return false;
  return Math.floor(one.at / MINUTE_MS) === Math.floor(next.at / MINUTE_MS);
}
