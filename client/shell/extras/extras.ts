import { type Component, lazy } from "solid-js";

import type * as soonModule from "./soon";

type Soon = typeof soonModule;

const soon = <Name extends keyof Soon>(name: Name) =>
  lazy<Soon[Name] extends Component<infer Props> ? Component<Props> : never>(() =>
    import("./soon").then((all) => ({ default: all[name] as never })),
  );

// To be shown in `Extra`.
export const ContextMenu = soon("ContextMenu");
export const FriendMenu = soon("FriendMenu");
export const HouseExtras = soon("HouseExtras");
export const Keyboard = soon("Keyboard");
export const LogExtras = soon("LogExtras");
export const MessageMenu = soon("MessageMenu");
export const RailPotato = soon("RailPotato");
export const RoomMenu = soon("RoomMenu");
export const SkipLink = soon("SkipLink");
export const WhatIsNew = soon("WhatIsNew");
