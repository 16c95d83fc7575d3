// The ten people of the demo, and the shapes its rooms are written in: data only.
import type { DemoFileName } from "./files.ts";

export type DemoPerson = { username: string; nickname: string; intro: string; status: string };

/** `replyTo` is the index of an earlier line in the same room. */
export type DemoLine = [author: string, minutesAgo: number, text: string, replyTo?: number];

/** What has become of a line, by its index. */
export type DemoChange = {
  edited?: string;
  isDeleted?: boolean;
  pinnedBy?: string;
  reactions?: Record<string, string[]>;
};

/** The files that lines hold, by their index. */
type HeldFiles = Record<number, DemoFileName[]>;

/** `members` is everybody in the group, its owner among them; `lines` run from oldest to newest. */
export type DemoRoom =
  | { kind: "direct"; between: [string, string]; lines: DemoLine[]; files?: HeldFiles }
  | {
      kind: "group";
      title: string;
      topic?: string;
      visibility?: "private" | "public";
      owner: string;
      members: string[];
      lines: DemoLine[];
      changes?: Record<number, DemoChange>;
      files?: HeldFiles;
    };

export const people: DemoPerson[] = [
  {
    username: "test1",
    nickname: "햇감자",
    intro: "갓 캐서 포슬포슬합니다. 돗자리는 늘 책상 밑에",
    status: "천천히 답장해요 🥔",
  },
  {
    username: "test2",
    nickname: "Hash Brown",
    intro: "Crisp outside, soft inside. 한국어 배우는 중!",
    status: "한국어 연습 환영 🙌",
  },
  {
    username: "test3",
    nickname: "고구마라떼",
    intro: "달지만 소금 한 꼬집. 화분 일곱 개와 삽니다",
    status: "꽃 보는 중 🌸",
  },
  {
    username: "test4",
    nickname: "Sweet Potato",
    intro: "I draw screens and roast things",
    status: "sketching ✏️",
  },
  {
    username: "test5",
    nickname: "눅눅한감튀",
    intro: "눅눅해도 맛있어요. 간식 담당, 자전거 초보",
    status: "자전거 타는 중 🚲",
  },
  {
    username: "test6",
    nickname: "Sleepy Otter",
    intro: "Professional breaker of things, gently",
    status: "floating",
  },
  {
    username: "test7",
    nickname: "동네너구리",
    intro: "뒷산이랑 빵집은 제가 제일 잘 압니다",
    status: "산책 중 🍂",
  },
  {
    username: "test8",
    nickname: "Night Owl",
    intro: "Best ideas after midnight, best naps after lunch",
    status: "awake, mostly 🌙",
  },
  {
    username: "test9",
    nickname: "퇴근요정",
    intro: "여섯 시에 사라집니다. 찾지 마세요",
    status: "곧 퇴근 ✨",
  },
  {
    username: "test10",
    nickname: "Gravy Boat",
    intro: "Words for work, sauce for everything else",
    status: "feeding the starter",
  },
];

/** Who marks whom as a favourite. */
export const favourites: [string, string][] = [
  ["test1", "test2"],
  ["test1", "test3"],
  ["test1", "test5"],
  ["test2", "test1"],
  ["test2", "test4"],
  ["test2", "test9"],
  ["test3", "test1"],
  ["test4", "test2"],
  ["test5", "test1"],
  ["test6", "test10"],
  ["test7", "test9"],
  ["test8", "test1"],
  ["test9", "test2"],
  ["test10", "test6"],
];
