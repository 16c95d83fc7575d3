// The service worker. It stands between the page and the network, starts the page without one, and goes on when no page is open.
// Each capability is a file or a folder beside this one, and listens for its own events.
import { serveFiles } from "./files";
import { showPushes } from "./push/pushes";

serveFiles();
showPushes();
