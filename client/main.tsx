import { render } from "solid-js/web";

import { App } from "./App";
import { locale } from "./i18n/language";
import { loadFont, prepareStandIns } from "./shell/font/font";

document.documentElement.lang = locale();
prepareStandIns();
render(App, document.getElementById("app")!);
// The system's font stays if this one cannot be loaded.
requestAnimationFrame(() => void loadFont().catch(console.warn));
