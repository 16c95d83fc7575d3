import { expect, test } from "bun:test";

import { reportIn } from "./report";

test("failed tests of bun are named by file, group and test", () => {
  const { failures, ...tally } = reportIn(`<testsuites tests="4" failures="2" skipped="1">
    <testsuite name="a.test.ts">
      <testsuite name="a group">
        <testcase name="one &amp; two" classname="a group" file="src/a.test.ts"><failure message="no">Error: a &lt; b</failure></testcase>
        <testcase name="fine" classname="a group" file="src/a.test.ts" />
        <testcase name="later" classname="a group" file="src/a.test.ts"><skipped /></testcase>
      </testsuite>
      <testcase name="alone" classname="" file="src/a.test.ts"><failure message="no"/></testcase>
    </testsuite>
  </testsuites>`);
  expect(tally).toEqual({ passed: 1, failed: 2, skipped: 1 });
  expect(failures).toEqual([
    { name: "src/a.test.ts: a group › one & two", text: "Error: a < b" },
    { name: "src/a.test.ts: alone", text: "" },
  ]);
});

test("failed tests of Playwright are named by file and test", () => {
  const { failures } = reportIn(`<testsuites tests="1" failures="0" errors="1" skipped="0">
    <testsuite name="chat.spec.ts"><testcase name="says › hi" classname="chat.spec.ts">
      <error><![CDATA[Expected: <b>]]></error>
    </testcase></testsuite>
  </testsuites>`);
  expect(failures).toEqual([{ name: "chat.spec.ts: says › hi", text: "Expected: <b>" }]);
});
