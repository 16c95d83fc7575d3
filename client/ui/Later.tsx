import { ErrorBoundary, type JSX, Suspense } from "solid-js";

import { words } from "../i18n/words";
import { announce } from "./Announcer";

/** Around a part that nobody asked for. The page does without it if it cannot be loaded, so that is not announced. */
export function Extra(props: { children: JSX.Element }) {
  function doWithout(error: unknown): undefined {
    console.warn(error);
  }
  return (
    <ErrorBoundary fallback={doWithout}>
      <Suspense>{props.children}</Suspense>
    </ErrorBoundary>
  );
}

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

/**
 * Around a part that the first screen does not need, and that is loaded right after it: menus and shortcuts. The page works
 * without it until then, also if it cannot be loaded.
 */
export function Soon(props: { children: JSX.Element }) {
  function goWithout(error: unknown): undefined {
    console.error(error);
  }
  return (
    <ErrorBoundary fallback={goWithout}>
      <Suspense>{props.children}</Suspense>
    </ErrorBoundary>
  );
}
