// What a service worker has, as far as ours uses it. TypeScript's own types of it (lib.webworker) cannot stand beside those of
// the page in one program.

interface ExtendableEvent extends Event {
  /** The worker is kept alive until this is settled. */
  waitUntil: (work: Promise<unknown>) => void;
}

export interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

interface ExtendableMessageEvent extends ExtendableEvent {
  readonly data: unknown;
}

export interface PageClient {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  readonly focused: boolean;
  postMessage: (message: unknown) => void;
  focus: () => Promise<PageClient>;
}

export interface PushEvent extends ExtendableEvent {
  readonly data: { json: () => unknown } | null;
}

export interface NotificationEvent extends ExtendableEvent {
  readonly action: string;
  /** What was typed into the notification. */
  readonly reply?: string | null;
  readonly notification: Notification;
}

interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: ExtendableMessageEvent;
  push: PushEvent;
  pushsubscriptionchange: ExtendableEvent;
  notificationclick: NotificationEvent;
  notificationclose: NotificationEvent;
}

interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim: () => Promise<void>;
    matchAll: (options: { type: "window"; includeUncontrolled?: boolean }) => Promise<PageClient[]>;
    openWindow: (url: string) => Promise<PageClient | null>;
  };
  skipWaiting: () => Promise<void>;
  addEventListener: <Type extends keyof WorkerEvents>(
    type: Type,
    listener: (event: WorkerEvents[Type]) => void,
  ) => void;
}

export const worker = globalThis as unknown as WorkerScope;
