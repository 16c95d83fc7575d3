import { ErrorBoundary, type JSX, Suspense } from "solid-js";

import { words } from "../i18n/words";
import { announce } from "./Announcer";

/**
 * Around a lazily loaded part: the page stays as it is while it loads. If loading fails, that is announced, and the next
 * attempt loads again.
 */
export function Later(props: { onFailed?: () => void; children: JSX.Element }) {
  function giveUp(error: unknown): undefined {
    console.error(error);
    announce(words.loadFailed);
    const { onFailed } = props;
    if (onFailed) queueMicrotask(onFailed);
  }
  return (
    <ErrorBoundary fallback={giveUp}>
      <Suspense>{props.children}</Suspense>
    </ErrorBoundary>
  );
}
