/** Whether this browser gets notifications, or why it cannot. */
export type PushState = "unknown" | "insecure" | "install" | "unsupported" | "blocked" | "off" | "on";

export interface PushMeans {
  isSecure: boolean;
  isApple: boolean;
  isInstalled: boolean;
  hasWorkers: boolean;
  hasPush: boolean;
  permission: NotificationPermission | undefined;
  /** They were turned on here, by who is signed in. */
  isChosen: boolean;
}

/** On an iPhone and an iPad only an installed app has notifications; under plain http nobody has. */
export function stateOf(means: PushMeans): PushState {
  const { isSecure, isApple, isInstalled, hasWorkers, hasPush, permission, isChosen } = means;
  if (!isSecure) return "insecure";
  if (!hasPush || !hasWorkers || permission === undefined)
    return isApple && !isInstalled ? "install" : "unsupported";
  if (permission === "denied") return "blocked";
  return permission === "granted" && isChosen ? "on" : "off";
}

export function meansHere(isChosen: boolean): PushMeans {
  const { userAgent, maxTouchPoints } = navigator;
  return {
    isSecure: isSecureContext,
    // An iPad calls itself a Mac.
    isApple: /iPhone|iPad/u.test(userAgent) || (/Macintosh/u.test(userAgent) && maxTouchPoints > 1),
    isInstalled: isInstalled(),
    hasWorkers: "serviceWorker" in navigator,
    hasPush: "PushManager" in globalThis,
    permission: "Notification" in globalThis ? Notification.permission : undefined,
    isChosen,
  };
}

/** The page runs as an app of its own. */
export const isInstalled = (): boolean =>
  matchMedia("(display-mode: standalone)").matches ||
  (navigator as { standalone?: boolean }).standalone === true;
