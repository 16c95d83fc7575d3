import { ErrorBoundary } from "solid-js";

import { lazily } from "../../ui/later/lazily";
import { ErrorState } from "../../ui/States";
import { MessagesSkeleton } from "./MessagesSkeleton";

/**
 * Messages and composer are a file of their own: the lists do without it. The page asks for it while it is still signing
 * in if its address names a room, else right after its first screen, so that hardly anybody waits for it.
 */
export const loadConversation = () => import("./Conversation").then(({ Conversation: it }) => it);

const Loaded = lazily(loadConversation, () => (
  <div class="timeline">
    <div class="log" aria-busy="true">
      <MessagesSkeleton />
    </div>
  </div>
));

export function Conversation(props: { roomId: string }) {
  return (
    <ErrorBoundary
      fallback={(error) => {
        console.error(error);
        // Browsers remember a script that could not be loaded, and after a deploy it may be gone for good.
        return <ErrorState onRetry={() => location.reload()} />;
      }}
    >
      <Loaded roomId={props.roomId} />
    </ErrorBoundary>
  );
}
