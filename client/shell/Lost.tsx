import { A } from "@solidjs/router";

import { words } from "../i18n/words";
import { EmptyState } from "../ui/States";

export function Lost() {
  return (
    <main class="nothing lost">
      <h1 class="unseen" tabIndex={-1}>
        {words.notHere}
      </h1>
      <EmptyState title={words.notHere}>
        <A class="button plain" href="/friends">
          {words.toFriends}
        </A>
      </EmptyState>
    </main>
  );
}
