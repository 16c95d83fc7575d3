import { words } from "../i18n/words";
import { chime, unlock } from "../sounds/chime";
import { chooseSounds, chosenSounds, type SoundChoice, sounds } from "../sounds/sounds";
import { Choice } from "../ui/form/Choice";

/** Turned on, it says what it sounds like. */
export function Sounds() {
  function choose(choice: SoundChoice): void {
    chooseSounds(choice);
    if (choice === "on" && unlock()) void chime();
  }
  return (
    <>
      <Choice
        label={words.prefs.sounds}
        choices={sounds}
        chosen={chosenSounds()}
        nameOf={(choice) => words.prefs.soundsAre[choice]}
        onChoose={choose}
      />
      <p class="setting-hint">{words.prefs.soundsHint}</p>
    </>
  );
}
