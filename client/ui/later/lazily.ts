import { type Component, createMemo, createSignal, type JSX, untrack } from "solid-js";

type Load<Props extends object> = () => Promise<Component<Props>>;

/**
 * A component whose code is loaded when it is first shown; until then `waiting` is shown, or nothing. A failure to load is
 * thrown to the error boundary around it (`Later`, `Extra`), and the next time it is shown it is loaded again.
 *
 * Not Solid's `lazy`: it belongs to the first place that shows it, and if that is left while the code loads, as by a quick
 * change of tabs, the next place can stay empty for good.
 */
export function lazily<Props extends object>(
  load: Load<Props>,
  waiting?: () => JSX.Element,
): Component<Props> {
  const [loaded, setLoaded] = createSignal<{ component: Component<Props> } | { error: unknown }>();
  let isLoading = false;

  async function start(): Promise<void> {
    isLoading = true;
    setLoaded(undefined);
    try {
      const component = await load();
      setLoaded({ component });
    } catch (error) {
      setLoaded({ error });
    }
    isLoading = false;
  }

  return (props) => {
    const before = untrack(loaded);
    if (!isLoading && !(before && "component" in before)) void start();
    return createMemo(() => {
      const now = loaded();
      if (!now) return waiting?.();
      if ("error" in now) throw now.error;
      return untrack(() => now.component(props));
    }) as unknown as JSX.Element;
  };
}
