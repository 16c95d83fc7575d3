import type { Run } from "../result";
import { cell } from "./text";

/** The texts of the headline, in a README's language. */
export interface Words {
  what: string;
  published: string;
  standIn: string;
  ours: string;
  factor: string;
  people(count: number): string;
  atOnce(count: number): string;
  cold(count: number): string;
  publishedAt: Record<number, string>;
  idle: string;
  publishedIdle: string;
  times(p50: string, p99: string, worst: string): string;
  lost(count: number): string;
  less(times: string): string;
  more(times: string): string;
  nothing: string;
  noValid: string;
  publishedNote: string;
  measuredNote(run: Run): string;
  link(date: string): string;
  standInLeftOut(why?: string): string;
}

const counted = (count: number) => count.toLocaleString("en-US");
const machine = ({ machine: { cpu, cores } }: Run) => `${cell(cpu)} × ${cores}`;
const day = ({ startedAt }: Run) => new Date(startedAt).toISOString().slice(0, 10);

export const english: Words = {
  what: "everyone says something once in 30 s, in rooms of 10",
  published: "the original, as published ¹",
  standIn: "its shape in Spring, measured here ²",
  ours: "**Potato Chat**, measured here ²",
  factor: "factor ²",
  people: (count) => `${counted(count)} people`,
  atOnce: (count) => `${counted(count)} people, all within one second`,
  cold: (count) => `${counted(count)} come to a server that has just started, and speak within a second`,
  publishedAt: {
    1000: "mean 1.2 s, worst 4 s",
    3000: "mean 18 s, messages lost",
    10_000: "out of memory before anyone spoke",
  },
  idle: "10,000 people who say nothing: the server's memory",
  publishedIdle: "out of memory at 2 GB",
  times: (p50, p99, worst) => `p50 ${p50}, p99 ${p99}, worst ${worst}`,
  lost: (count) => `${counted(count)} lost`,
  less: (times) => `${times} × lower`,
  more: (times) => `${times} × higher`,
  nothing: "not in this run",
  noValid: "no valid pass",
  publishedNote:
    "¹ Published by its author, on 2 cores and 2 GB; not measured here, so no factor is drawn from it.",
  measuredNote: (run) =>
    `² Measured in one run on ${day(run)}, on ${machine(run)}, which the load generator shared: medians of the passes, the worst of them all, factors at p99.`,
  link: (date) => `[Every figure, and how to read them](bench/results/${date}.md)`,
  standInLeftOut: (why) => `The stand-in for the original was not in this run${why ? `: ${cell(why)}` : ""}.`,
};

export const korean: Words = {
  what: "10명씩 모인 방에서 모두가 30초 안에 한 번씩 말할 때",
  published: "원작이 공개한 수치 ¹",
  standIn: "원작과 같은 구조의 Spring, 직접 측정 ²",
  ours: "**포테이토 챗**, 직접 측정 ²",
  factor: "배율 ²",
  people: (count) => `${counted(count)}명`,
  atOnce: (count) => `${counted(count)}명이 1초 안에 한꺼번에 말할 때`,
  cold: (count) => `막 시작한 서버에 ${counted(count)}명이 한꺼번에 들어와 1초 안에 말할 때`,
  publishedAt: {
    1000: "평균 1.2초, 최대 4초",
    3000: "평균 18초, 메시지 유실",
    10_000: "대화 전에 메모리 부족",
  },
  idle: "10,000명이 접속만 했을 때 서버 메모리",
  publishedIdle: "2 GB에서 메모리 부족",
  times: (p50, p99, worst) => `p50 ${p50}, p99 ${p99}, 최대 ${worst}`,
  lost: (count) => `유실 ${counted(count)}건`,
  less: (times) => `${times}배 낮음`,
  more: (times) => `${times}배 높음`,
  nothing: "이번 측정에 없음",
  noValid: "유효한 측정 없음",
  publishedNote:
    "¹ 원작자가 2코어, 2 GB에서 공개한 수치예요. 여기서 측정한 값이 아니어서 배율은 계산하지 않았어요.",
  measuredNote: (run) =>
    `² ${day(run)}에 ${machine(run)}에서 부하 생성기와 코어를 나누어 쓰며 한 번에 측정했어요. 값은 여러 회차의 중앙값, 최대는 전체에서 가장 나쁜 값이고 배율은 p99 기준이에요.`,
  link: (date) => `[모든 수치와 읽는 법](bench/results/${date}.md) (영어)`,
  standInLeftOut: (why) => `원작을 대신하는 서버는 이번 측정에서 빠졌어요${why ? ` (${cell(why)})` : ""}.`,
};
