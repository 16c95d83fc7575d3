/**
 * After a change of screen: back from a room to that room in the list, into a room to where one writes (the composer
 * sees to that where there is a keyboard), else to the heading, so that it is read out and the next Tab goes on there.
 */
export function focusPage(path: string, before: string | undefined): void {
  // The page has just been loaded: the browser knows best.
  if (before === undefined || before === "/") return;
  setTimeout(() => {
    const isRoom = path.startsWith("/rooms/");
    if (isRoom && document.activeElement instanceof HTMLTextAreaElement) return;
    const came = path === "/rooms" && document.querySelector<HTMLElement>(`a[href="${CSS.escape(before)}"]`);
    const heading = isRoom ? ".room-view h1" : ".house h1";
    (came || document.querySelector<HTMLElement>(heading))?.focus();
  });
}
