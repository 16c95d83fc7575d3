import { words } from "../i18n/words";
import { chime, unlock } from "../sounds/chime";
import { chooseSounds, chosenSounds } from "../sounds/sounds";

/** Turned on, it says what it sounds like. */
export function Sounds() {
  function choose(isOn: boolean): void {
    chooseSounds(isOn ? "on" : "off");
    if (isOn && unlock()) void chime();
  }
  return (
    <>
      <label class="setting">
        {words.prefs.sounds}
        <input
          class="switch"
          type="checkbox"
          role="switch"
          checked={chosenSounds() === "on"}
          onChange={({ currentTarget }) => choose(currentTarget.checked)}
        />
      </label>
      <p class="setting-hint">{words.prefs.soundsHint}</p>
    </>
  );
}
