import { render } from "solid-js/web";

import { App } from "./App";
import { locale } from "./i18n/language";

document.documentElement.lang = locale();
render(App, document.getElementById("app")!);
