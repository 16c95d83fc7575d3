import { createSignal } from "solid-js";

// The profile that is open over the page. From anywhere: openProfile(message.authorId).

const [profileId, setProfileId] = createSignal<string>();
export { profileId };

export const openProfile = (userId: string): void => void setProfileId(userId);
export const closeProfile = (): void => setProfileId(undefined);
