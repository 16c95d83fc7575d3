import { createSignal, For, Show } from "solid-js";
import IconAdd from "~icons/lucide/user-round-plus";

import type { Room } from "../../../src/protocol/room";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { createReadOut } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { SearchField } from "../../ui/form/SearchField";
import { Loaded } from "../../ui/States";
import { Invite } from "./Invite";
import { MemberRow } from "./MemberRow";
import type { Members } from "./members";
import { createMemberSearch } from "./search/search";

/** The members of a group; any of them may invite friends. */
export function MemberList(props: { room: Room; members: Members }) {
  const [isInviting, setInviting] = createSignal(false);
  const search = createMemberSearch(
    () => props.room.id,
    () => props.members,
  );
  createReadOut(() =>
    search.query() === "" || search.isLooking() ? "" : groups().foundMembers(search.shown().length),
  );
  let heading!: HTMLHeadingElement;
  return (
    <section class="info-members">
      <header class="info-head">
        <h3 ref={(element) => (heading = element)} id="members" tabIndex={-1}>
          {groups().members} <span class="room-count">{props.room.memberCount}</span>
        </h3>
        <Button kind="quiet" aria-haspopup="dialog" onClick={() => setInviting(true)}>
          <IconAdd aria-hidden="true" />
          {groups().invite}
        </Button>
      </header>
      <Loaded state={props.members.known.state} onRetry={() => void props.members.refresh()}>
        <Show when={props.room.memberCount >= SEARCHED}>
          <SearchField label={groups().searchMembers} onSearch={search.setQuery} />
        </Show>
        <ul class="people-list" aria-labelledby="members" aria-busy={search.isLooking()}>
          <For each={search.shown()}>
            {(member) => <MemberRow member={member} room={props.room} onSettled={() => heading.focus()} />}
          </For>
        </ul>
        <Show when={search.query() === ""} fallback={<Searched search={search} />}>
          <More members={props.members} />
        </Show>
      </Loaded>
      <Show when={isInviting()}>
        <Invite room={props.room} members={props.members} onClose={() => setInviting(false)} />
      </Show>
    </section>
  );
}

// Fewer members than this are seen at a glance.
const SEARCHED = 8;

/** Below the members that were found. */
function Searched(props: { search: ReturnType<typeof createMemberSearch> }) {
  const text = (): string => {
    if (props.search.isLooking()) return words.loading;
    if (props.search.hasFailed()) return words.loadFailed;
    return props.search.shown().length === 0 ? groups().noMember : "";
  };
  return (
    <Show when={text()}>
      <p class="info-note" classList={{ fault: props.search.hasFailed() }} role="status">
        {text()}
      </p>
    </Show>
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
          {groups().moreMembers}
        </Button>
      </Show>
    </>
  );
}
