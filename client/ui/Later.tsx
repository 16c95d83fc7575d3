import { ErrorBoundary, type JSX, Suspense } from "solid-js";

import { words } from "../i18n/words";
import { announce } from "./Announcer";

/**
 * Around what is loaded only when it is wanted: the page stays as it is meanwhile. Where it cannot be had, that is told,
 * and whoever asks again tries again.
 */
export function Later(props: { onFailed: () => void; children: JSX.Element }) {
  function giveUp(error: unknown): undefined {
    console.error(error);
    announce(words.loadFailed);
    const { onFailed } = props;
    queueMicrotask(onFailed);
  }
  return (
    <ErrorBoundary fallback={giveUp}>
      <Suspense>{props.children}</Suspense>
    </ErrorBoundary>
  );
}
