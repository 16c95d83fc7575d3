import type { Words } from "../en";

// Part of `ko`: the sign-in page.
export const door: Words["door"] = {
  forgot: "비밀번호를 잊었나요?",
  forgotText:
    "이 서버는 이메일을 쓰지 않아서 재설정 링크를 보낼 수 없어요. 서버 운영자에게 요청하면 새 비밀번호를 받을 수 있어요.",
  forOperator: "운영자는 이 명령을 실행하세요.",
};
