// The icon of the browser's tab, and the count on the icon of an installed app.

// The one that index.html names.
const ICON = "/potato.svg";

export function showIcon(address: string): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== address) link.href = address;
}

// Browsers that show no badge have no such function, and one that may not show it refuses. None of them asks people.
export async function showBadge(count: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  // oxlint-disable-next-line browsers/newer -- asked for above
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}

/** As they are while nobody is signed in. */
export function resetIcons(): void {
  showIcon(ICON);
  void showBadge(0);
}
