/** A subscription as the server takes it. */
export interface SubscriptionBody {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  device?: string;
}

/** Undefined where the browser has not given the keys: nothing could be encrypted for it. */
export function bodyOf(subscription: PushSubscription, device = ""): SubscriptionBody | undefined {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = { ...keys };
  if (!endpoint || !p256dh || !auth) return undefined;
  return { endpoint, keys: { p256dh, auth }, ...(device && { device }) };
}
