import { render } from "solid-js/web";

import { App } from "./App";
import { locale } from "./i18n/language";
import { observeKeyboard } from "./keyboard/composer/hardware";

document.documentElement.lang = locale();
observeKeyboard();
render(App, document.getElementById("app")!);
