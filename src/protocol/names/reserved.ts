import { nameKey } from "../visible";
import { inLatin } from "./likeness";

// Nicknames that would impersonate the server, or that look like a deleted user (client/i18n: `deletedUser`). Compared as
// whole words: badminton and 시스템공학 are allowed.

const words = new Set(
  `admin admins administrator administrators sysadmin superuser root webmaster operator operators operations moderator
  moderators system official officials support supporter helpdesk customerservice customersupport staff security notice
  announcement announcements potatochat deleteduser deletedaccount deletedmember formeruser unknownuser
  관리자 운영자 운영진 운영팀 관리팀 관리인 어드민 시스템 시스템관리자 서버관리자 오퍼레이터 모더레이터 스태프 공식 공식계정
  고객센터 고객지원 고객상담 지원팀 상담원 공지 공지사항 안내 포테이토챗 감자챗
  탈퇴한사용자 탈퇴한회원 탈퇴한유저 탈퇴사용자 탈퇴회원 삭제된사용자 삭제된계정 알수없음 알수없는사용자`.split(
    /\s+/u,
  ),
);
const before = [
  "",
  "the",
  "potatochat",
  "potato",
  "포테이토챗",
  "포테이토",
  "감자챗",
  "감자",
  "서버",
  "server",
];
const after = ["", "team", "account", "official", "님", "팀", "계정", "공식"];

export const isReserved = (nickname: string): boolean =>
  [nickname, inLatin(nickname)].some((name) => speaksForServer(letters(name)));

function speaksForServer(bare: string): boolean {
  return before.some(
    (first) =>
      bare.startsWith(first) &&
      after.some(
        (last) => bare.endsWith(last) && words.has(bare.slice(first.length, bare.length - last.length)),
      ),
  );
}

/** Without accents, blanks, signs and case. Hangul is decomposed and composed again. */
const letters = (text: string): string =>
  nameKey(text)
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .normalize("NFC");
