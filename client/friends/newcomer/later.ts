import { lazily } from "../../ui/later/lazily";

// Not part of the first load: most people are not new, and add a friend seldom.

export const FirstSteps = lazily(() => import("./FirstSteps").then(({ FirstSteps: it }) => it));

export const AddFriend = lazily(() => import("../search/AddFriend").then(({ AddFriend: it }) => it));
