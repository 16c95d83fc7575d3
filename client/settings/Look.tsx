import { createUniqueId, For } from "solid-js";

import { chooseLanguage, chosenLanguage, languages } from "../i18n/language";
import { words } from "../i18n/words";
import { chooseTheme, chosenTheme, themes } from "./theme";

export function Look() {
  return (
    <>
      <Choice
        label={words.prefs.language}
        choices={languages}
        chosen={chosenLanguage()}
        nameOf={(language) => words.prefs.languages[language]}
        onChoose={chooseLanguage}
      />
      <Choice
        label={words.prefs.theme}
        choices={themes}
        chosen={chosenTheme()}
        nameOf={(theme) => words.prefs.themes[theme]}
        onChoose={chooseTheme}
      />
    </>
  );
}

interface ChoiceProps<Name extends string> {
  label: string;
  choices: readonly Name[];
  chosen: Name;
  nameOf: (choice: Name) => string;
  onChoose: (choice: Name) => void;
}

function Choice<Name extends string>(props: ChoiceProps<Name>) {
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
