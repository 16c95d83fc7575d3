import { chosenLanguage, languages } from "../i18n/language";
import { changeLanguage, words } from "../i18n/words";
import { Choice } from "../ui/form/Choice";
import { chosenTextSize, chooseTextSize, offeredSizes } from "./textSize";
import { chooseTheme, chosenTheme, themes } from "./theme";

export function Look() {
  return (
    <>
      <Choice
        label={words.prefs.language}
        choices={languages}
        chosen={chosenLanguage()}
        nameOf={(language) => words.prefs.languages[language]}
        onChoose={(language) => void changeLanguage(language)}
      />
      <Choice
        label={words.prefs.theme}
        choices={themes}
        chosen={chosenTheme()}
        nameOf={(theme) => words.prefs.themes[theme]}
        onChoose={chooseTheme}
      />
      <Choice
        label={words.prefs.textSize}
        choices={offeredSizes}
        chosen={chosenTextSize()}
        nameOf={(size) => words.prefs.textSizes[size]}
        onChoose={chooseTextSize}
      />
    </>
  );
}
