import { expect, test } from "bun:test";

import { noticeOf, type NoticeSettings } from "./notice";
import { type MessagePush, pushOf } from "./payload";

const KO: NoticeSettings = { userId: "me", locale: "ko", sounds: "unset" };
const EN: NoticeSettings = { ...KO, locale: "en" };
const HERE = { settings: KO, isPageOpen: false, canReply: false };

const RAW = { type: "message", roomId: "r", seq: 7, at: 1000, kind: "group", isMention: false, count: 1 };
const push = (more: object): MessagePush => pushOf({ ...RAW, ...more }) as MessagePush;
const textOf = (more: object, settings = KO): string[] => {
  const { title, options } = noticeOf(push(more), { ...HERE, settings });
  return [title, options.body ?? ""];
};

test("a group's notification has its title, and who wrote what", () => {
  const group = { room: "감자 모임", from: "민수", text: "안녕" };
  expect(textOf(group)).toEqual(["감자 모임", "민수: 안녕"]);
  expect(textOf({ ...group, count: 3 })).toEqual(["감자 모임 (3)", "민수: 안녕"]);
  expect(textOf({ ...group, isMention: true })).toEqual(["감자 모임", "나를 멘션했어요\n민수: 안녕"]);
});

test("a chat of two has the other's name, the chat with myself its own", () => {
  expect(textOf({ kind: "direct", from: "Ann", text: "hi" }, EN)).toEqual(["Ann", "hi"]);
  expect(textOf({ kind: "self", text: "memo" }, EN)).toEqual(["Chat with myself", "memo"]);
});

test("a message of files alone says what they are", () => {
  const said = (has: string, settings: NoticeSettings) =>
    textOf({ kind: "direct", from: "민수", has }, settings)[1];
  expect(["image", "video", "file", "voice"].map((has) => said(has, KO))).toEqual([
    "사진을 보냈어요",
    "동영상을 보냈어요",
    "파일을 보냈어요",
    "음성 메시지를 보냈어요",
  ]);
  expect(said("image", EN)).toBe("Sent a photo");
});

test("hidden contents say only that there is something", () => {
  expect(textOf({})).toEqual(["포테이토 챗", "새 메시지가 있어요"]);
  expect(textOf({ kind: "direct", count: 2 }, EN)).toEqual(["Potato Chat", "2 new messages"]);
  const { actions } = noticeOf(push({}), { ...HERE, canReply: true }).options;
  expect(actions?.map(({ action }) => action)).toEqual(["read"]);
});

test("an answer can be typed where the platform can", () => {
  const { actions } = noticeOf(push({ from: "a" }), { ...HERE, canReply: true }).options;
  expect(actions?.map(({ action }) => action)).toEqual(["reply", "read"]);
});

test("it is silent where sounds are off, or where the page makes its own", () => {
  const isSilent = (sounds: NoticeSettings["sounds"], isPageOpen: boolean) =>
    noticeOf(push({}), { ...HERE, settings: { ...KO, sounds }, isPageOpen }).options.silent;
  expect([isSilent("off", false), isSilent("on", true)]).toEqual([true, true]);
  expect([isSilent("unset", true), isSilent("on", false)]).toEqual([false, false]);
});

test.each([null, "x", 7, {}, { type: "other", roomId: "r", seq: 1 }, { type: "message", roomId: "r" }])(
  "%j is no push that this worker knows",
  (data) => expect(pushOf(data)).toBeUndefined(),
);

test("what is wrong in one field does not lose the message", () => {
  const odd = push({ kind: "choir", from: 5, count: -1, total: 1.5 });
  expect(odd).toMatchObject({ kind: "group", from: undefined, count: 1, total: undefined });
});
