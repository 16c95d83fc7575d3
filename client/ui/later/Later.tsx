import { ErrorBoundary, type JSX } from "solid-js";

import { words } from "../../i18n/words";
import { announce } from "../Announcer";

/**
 * Around parts that nobody asked for, such as menus and shortcuts, which are loaded right after the first screen. The page
 * does without them if they cannot be loaded, so that is not announced.
 */
export function Extra(props: { children: JSX.Element }) {
  function doWithout(error: unknown): undefined {
    console.warn(error);
  }
  return <ErrorBoundary fallback={doWithout}>{props.children}</ErrorBoundary>;
}

/**
 * Around a lazily loaded part (`lazily`). If loading fails, that is announced, and the next
 * attempt loads again.
 */
export function Later(props: { onFailed?: () => void; children: JSX.Element }) {
  function giveUp(error: unknown): undefined {
    console.error(error);
    announce(words.loadFailed);
    const { onFailed } = props;
    if (onFailed) queueMicrotask(onFailed);
  }
  return <ErrorBoundary fallback={giveUp}>{props.children}</ErrorBoundary>;
}
