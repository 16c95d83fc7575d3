/**
 * Moves the focus after a change of screen: from a room back to its link in the list; into a room to the composer (which
 * does that itself if there is a keyboard); else to the heading, so that it is read out and the next Tab continues there.
 */
export function focusPage(path: string, before: string | undefined): void {
  // The page has just been loaded: the browser handles the focus.
  if (before === undefined || before === "/") return;
  setTimeout(() => {
    const isRoom = path.startsWith("/rooms/");
    if (isRoom && document.activeElement instanceof HTMLTextAreaElement) return;
    const came =
      path === "/rooms" && document.querySelector<HTMLElement>(`.room[href="${CSS.escape(before)}"]`);
    const heading = isRoom ? ".room-view h1" : ".house h1";
    (came || document.querySelector<HTMLElement>(heading))?.focus();
  });
}
