// The service worker. It stands between the page and the network, starts the page without one, and goes on when no page is open.
// Each capability is a file beside this one, and listens for its own events. What shows notifications is to be called here,
// too: from `./push/…`.
import { serveFiles } from "./files";

serveFiles();
