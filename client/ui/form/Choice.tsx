import { createUniqueId, For } from "solid-js";

interface ChoiceProps<Name extends string> {
  label: string;
  choices: readonly Name[];
  chosen: Name;
  nameOf: (choice: Name) => string;
  onChoose: (choice: Name) => void;
}

/** A setting with a few choices. */
export function Choice<Name extends string>(props: ChoiceProps<Name>) {
  const id = createUniqueId();
  return (
    <div class="setting">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        onChange={({ currentTarget: { selectedIndex } }) => props.onChoose(props.choices[selectedIndex]!)}
      >
        <For each={props.choices}>
          {(choice) => (
            <option value={choice} selected={choice === props.chosen}>
              {props.nameOf(choice)}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
