import { type JSX, Show, splitProps } from "solid-js";

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "onClick"> {
  onClick?: (event: MouseEvent) => void;
  kind?: "primary" | "plain" | "quiet" | "danger";
  isBusy?: boolean;
}

/** While busy it stays focusable and says so; its form must do nothing then either. */
export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ["kind", "isBusy", "children", "onClick", "type"]);
  return (
    <button
      class={`button ${own.kind ?? "plain"}`}
      type={own.type ?? "button"}
      aria-disabled={own.isBusy ? "true" : undefined}
      onClick={(event) => !own.isBusy && own.onClick?.(event)}
      {...rest}
    >
      <Show when={own.isBusy}>
        <span class="spinner" aria-hidden="true" />
      </Show>
      {own.children}
    </button>
  );
}

/** An icon; the label is for screen readers, and shows as a tooltip. */
export function IconButton(
  props: JSX.ButtonHTMLAttributes<HTMLButtonElement> & { label: string; children: JSX.Element },
) {
  const [own, rest] = splitProps(props, ["label", "children"]);
  return (
    <button class="icon-button" type="button" aria-label={own.label} title={own.label} {...rest}>
      {own.children}
    </button>
  );
}
