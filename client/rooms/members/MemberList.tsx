import { createSignal, For, Show } from "solid-js";
import IconAdd from "~icons/lucide/user-round-plus";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { Loaded } from "../../ui/States";
import { Invite } from "./Invite";
import { MemberRow } from "./MemberRow";
import type { Members } from "./members";

/** The members of a group; any of them may invite friends. */
export function MemberList(props: { room: Room; members: Members }) {
  const [isInviting, setInviting] = createSignal(false);
  let heading!: HTMLHeadingElement;
  return (
    <section class="info-members">
      <header class="info-head">
        <h3 ref={(element) => (heading = element)} id="members" tabIndex={-1}>
          {words.groups.members} <span class="room-count">{props.room.memberCount}</span>
        </h3>
        <Button kind="quiet" aria-haspopup="dialog" onClick={() => setInviting(true)}>
          <IconAdd aria-hidden="true" />
          {words.groups.invite}
        </Button>
      </header>
      <Loaded state={props.members.known.state} onRetry={() => void props.members.refresh()}>
        <ul class="people-list" aria-labelledby="members">
          <For each={props.members.sorted()}>
            {(member) => <MemberRow member={member} room={props.room} onSettled={() => heading.focus()} />}
          </For>
        </ul>
        <More members={props.members} />
      </Loaded>
      <Show when={isInviting()}>
        <Invite room={props.room} members={props.members} onClose={() => setInviting(false)} />
      </Show>
    </section>
  );
}

function More(props: { members: Members }) {
  return (
    <>
      <Show when={props.members.hasFailed()}>
        <p class="fault" role="alert">
          {words.loadFailed}
        </p>
      </Show>
      <Show when={props.members.known.cursor !== null}>
        <Button kind="quiet" isBusy={props.members.isBusy()} onClick={() => void props.members.more()}>
          {words.groups.moreMembers}
        </Button>
      </Show>
    </>
  );
}
