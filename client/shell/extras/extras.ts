import type { Component, JSX } from "solid-js";

import { words } from "../../i18n/words";
import { IconButton } from "../../ui/Button";
import { lazily } from "../../ui/later/lazily";
import { Skeleton } from "../../ui/States";
import type * as soonModule from "./soon";

type Soon = typeof soonModule;
type PropsOf<Name extends keyof Soon> =
  Soon[Name] extends Component<infer Props extends object> ? Props : never;

const soon = <Name extends keyof Soon>(name: Name, waiting?: () => JSX.Element) =>
  lazily<PropsOf<Name>>(() => import("./soon").then((all) => all[name] as never), waiting);
// Keeps the place of a button.
const button = () => IconButton({ label: words.loading, disabled: true, children: null });

// To be shown in `Extra`.
export const AllMenu = soon("AllMenu", button);
export const Attaching = soon("Attaching");
export const ContextMenu = soon("ContextMenu");
export const EditField = soon("EditField");
export const FilesShown = soon("FilesShown");
export const FriendMenu = soon("FriendMenu");
export const HouseExtras = soon("HouseExtras");
export const Keyboard = soon("Keyboard");
export const LogExtras = soon("LogExtras");
export const LostRoom = soon("LostRoom");
export const MessageMenu = soon("MessageMenu");
export const NoRooms = soon("NoRooms", () => Skeleton());
export const Notice = soon("Notice");
export const RailPotato = soon("RailPotato");
export const RoomMenu = soon("RoomMenu");
export const SendingFiles = soon("SendingFiles");
export const SkipLink = soon("SkipLink");
export const Source = soon("Source");
export const ToMention = soon("ToMention");
export const WhatIsNew = soon("WhatIsNew");
