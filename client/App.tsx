import { Navigate, Route, Router } from "@solidjs/router";
import { Match, onMount, type ParentProps, Switch } from "solid-js";

import type { User } from "../src/protocol/user";
import { resume, session } from "./auth/session";
import { SignIn } from "./auth/SignIn";
import { FriendsPage } from "./friends/FriendsPage";
import { words } from "./i18n/words";
import { ChatProvider, createChat } from "./live/chat";
import { RoomList } from "./rooms/RoomList";
import { House } from "./shell/House";
import { Side } from "./shell/pane/Side";
import { Announcer } from "./ui/Announcer";
import { Later } from "./ui/later/Later";
import { lazily } from "./ui/later/lazily";
import { Skeleton } from "./ui/States";

// Not part of the first load: they are opened seldom, and hardly ever first.
const LostPage = lazily(() => import("./shell/Lost").then(({ Lost }) => Lost));
const SettingsPage = lazily(
  async () => {
    const [{ SettingsPage: it }] = await Promise.all([
      import("./settings/SettingsPage"),
      import("./styles/notifications.css"),
    ]);
    return it;
  },
  () => (
    <Side label={words.loading}>
      <Skeleton />
    </Side>
  ),
);

const Lost = () => (
  <Later>
    <LostPage />
  </Later>
);

const Settings = () => (
  <Later>
    <SettingsPage />
  </Later>
);

/**
 * Friends come first, chats second. Every screen has an address, so that reload and back do what people
 * expect. A route is what the left pane shows; the room beside it is the shell's.
 */
export function App() {
  onMount(() => void resume());
  return (
    <>
      <Router root={Door}>
        <Route path="/" component={() => <Navigate href="/friends" />} />
        <Route path="/friends" component={FriendsPage} />
        <Route path="/rooms/:id?" component={RoomList} />
        <Route path="/settings" component={Settings} />
        <Route path="*" component={Lost} />
      </Router>
      <Announcer />
    </>
  );
}

/** After sign-in people get to the address they asked for. Another user gets a new chat: nothing of the last one is left. */
function Door(props: ParentProps) {
  const someone = (): User | undefined => {
    const now = session();
    return typeof now === "string" ? undefined : now;
  };
  return (
    <Switch fallback={<main class="waiting">{words.connecting}</main>}>
      <Match when={session() === "nobody"}>
        <SignIn />
      </Match>
      <Match when={someone()} keyed>
        {(me) => (
          <ChatProvider value={createChat(me)}>
            <House>{props.children}</House>
          </ChatProvider>
        )}
      </Match>
    </Switch>
  );
}
