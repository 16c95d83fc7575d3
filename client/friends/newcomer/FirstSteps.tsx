import { A } from "@solidjs/router";
import { createSignal, createUniqueId, type JSX, Match, Show, Switch } from "solid-js";
import IconOpen from "~icons/lucide/circle";
import IconDone from "~icons/lucide/circle-check";

import { newcomer } from "../../i18n/newcomer/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { copyText } from "../../messages/menu/copy";
import { announce } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { createActions } from "../actions";
import { openProfile } from "../profile";
import { AddFriend } from "../search/AddFriend";
import { nextStep, type StepsDone } from "./steps";

/** What someone new can do: a friend, a profile, a first hello. Each step ticks as it is done. */
export function FirstSteps(props: { title?: string | undefined; done: StepsDone }) {
  const chat = useChat();
  const id = createUniqueId();
  const [isAdding, setAdding] = createSignal(false);
  const kindOf = (step: keyof StepsDone) => (nextStep(props.done) === step ? "primary" : "plain");
  return (
    <section class="steps" aria-labelledby={id}>
      <img src="/potato.svg" alt="" width="56" height="56" />
      <h2 id={id} class="steps-title">
        {props.title ?? newcomer().title}
      </h2>
      <ol>
        <StepRow title={newcomer().friend} isDone={props.done.friend}>
          <p class="step-hint">{newcomer().friendHint}</p>
          <MyName />
          <Button kind={kindOf("friend")} aria-haspopup="dialog" onClick={() => setAdding(true)}>
            {words.people.add}
          </Button>
        </StepRow>
        <StepRow title={newcomer().profile} isDone={props.done.profile}>
          <p class="step-hint">{newcomer().profileHint}</p>
          <Button kind={kindOf("profile")} aria-haspopup="dialog" onClick={() => openProfile(chat.me.id)}>
            {words.me.title}
          </Button>
        </StepRow>
        <StepRow title={newcomer().hello} isDone={props.done.hello}>
          <SayHello isPrimary={kindOf("hello") === "primary"} />
        </StepRow>
      </ol>
      <Show when={isAdding()}>
        <AddFriend onClose={() => setAdding(false)} />
      </Show>
    </section>
  );
}

function StepRow(props: { title: string; isDone: boolean; children: JSX.Element }) {
  return (
    <li class="step" classList={{ done: props.isDone }}>
      <span class="step-tick" aria-hidden="true">
        <Show when={props.isDone} fallback={<IconOpen />}>
          <IconDone />
        </Show>
      </span>
      <div class="step-body">
        <p class="step-title">
          {props.title}
          <Show when={props.isDone}>
            <span class="unseen">, {newcomer().done}</span>
          </Show>
        </p>
        <Show when={!props.isDone}>{props.children}</Show>
      </div>
    </li>
  );
}

/** My @name, to give to others. */
function MyName() {
  const chat = useChat();
  const name = () => `@${chat.me.username}`;

  async function copy(): Promise<void> {
    const isCopied = await copyText(name()).then(
      () => true,
      () => false,
    );
    announce(isCopied ? newcomer().copied(name()) : newcomer().notCopied);
  }

  return (
    <p class="my-name">
      <code>{name()}</code>
      <Button kind="quiet" aria-label={newcomer().copyName(name())} onClick={() => void copy()}>
        {words.copy}
      </Button>
    </p>
  );
}

/** With one friend it opens their chat; with more, people choose. */
function SayHello(props: { isPrimary: boolean }) {
  const chat = useChat();
  const friends = () => chat.friends.known.list;
  const only = () => (friends().length === 1 ? friends()[0]?.user : undefined);
  return (
    <Switch fallback={<p class="step-hint">{newcomer().helloLater}</p>}>
      <Match when={only()}>{(user) => <HelloTo userId={user().id} isPrimary={props.isPrimary} />}</Match>
      <Match when={friends().length > 1}>
        <p class="step-hint">{newcomer().helloHint}</p>
        <A class="button" classList={{ primary: props.isPrimary, plain: !props.isPrimary }} href="/friends">
          {words.toFriends}
        </A>
      </Match>
    </Switch>
  );
}

function HelloTo(props: { userId: string; isPrimary: boolean }) {
  const chat = useChat();
  const actions = createActions(() => chat.friends.find(props.userId)?.user ?? chat.myself());
  return (
    <>
      <Button
        kind={props.isPrimary ? "primary" : "plain"}
        isBusy={actions.isBusy()}
        onClick={() => void actions.talk()}
      >
        {newcomer().helloTo(chat.users.nameOf(props.userId))}
      </Button>
      <p class="fault" role="alert">
        {actions.fault()}
      </p>
    </>
  );
}
