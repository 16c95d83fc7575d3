// Menus, keys and whatever else the page loads right after its first screen: one request for all of them.
export { FilesShown } from "../../files/showing/FilesShown";
export { Attaching } from "../../files/sending/choosing/Attaching";
export { SendingFiles } from "../../files/sending/row/SendingFiles";
export { FriendMenu } from "../../friends/menu/FriendMenu";
export { Keyboard, SkipLink } from "../../keyboard/Keyboard";
export { ContextMenu } from "../../menus/ContextMenu";
export { EditField } from "../../messages/changes/EditField";
export { LogExtras } from "../../messages/extras/LogExtras";
export { Source } from "../../messages/forwarded/Source";
export { MessageMenu } from "../../messages/menu/MessageMenu";
export { ToMention } from "../../messages/mentions/ToMention";
export { AllMenu } from "../../rooms/all/AllMenu";
export { Notice } from "../../rooms/info/pins/Notice";
export { LostRoom } from "../../rooms/lost/LostRoom";
export { RoomMenu } from "../../rooms/menu/RoomMenu";
export { HouseExtras } from "../HouseExtras";
export { WhatIsNew } from "../pane/WhatIsNew";
export { RailPotato } from "../potato/RailPotato";
