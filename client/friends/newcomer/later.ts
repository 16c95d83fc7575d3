import { lazy } from "solid-js";

// Not part of the first load: most people are not new, and add a friend seldom.

export const FirstSteps = lazy(() => import("./FirstSteps").then((first) => ({ default: first.FirstSteps })));

export const AddFriend = lazy(() =>
  import("../search/AddFriend").then((adding) => ({ default: adding.AddFriend })),
);
