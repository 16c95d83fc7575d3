import { words } from "../i18n/words";

/** Beside a name: they are here now. */
export const Online = () => <span class="online" role="img" aria-label={words.online} title={words.online} />;
