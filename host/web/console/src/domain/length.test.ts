import { expect, it } from "vitest";

import { channel } from "./fixtures.ts";
import { countChars, lengthOf } from "./length.ts";

const chat = channel("shop-chat", { live: true });
const telegram = channel("telegram", { max_chars: 1_000 });
const sms = channel("sms", { counting: "sms", max_chars: 1_600 });

it("a short text is not counted, but for SMS", () => {
  expect(lengthOf("hello", chat)).toEqual({ kind: "short" });
  expect(lengthOf("hello", telegram)).toEqual({ kind: "short" });
  expect(lengthOf("hello", null)).toEqual({ kind: "short" });
  expect(lengthOf("hello", sms)).toMatchObject({ kind: "sms", sms: { used: 5, segments: 1 } });
  expect(lengthOf("", sms)).toEqual({ kind: "short" });
});

it("near and over what one message holds, the parts are counted", () => {
  expect(lengthOf("a".repeat(950), telegram)).toEqual({ kind: "characters", used: 950, max: 1_000, parts: 1 });
  expect(lengthOf("a".repeat(1_000), telegram)).toMatchObject({ parts: 1 });
  expect(lengthOf("😀".repeat(2_001), telegram)).toMatchObject({ used: 2_001, parts: 3 });
});

it("the gateway's own bound holds on every channel", () => {
  for (const one of [chat, telegram, sms, null]) {
    expect(lengthOf("a".repeat(5_003), one)).toEqual({ kind: "left", left: -3 });
  }
  expect(lengthOf("a".repeat(4_600), chat)).toEqual({ kind: "left", left: 400 });
});

it("counts characters as the gateway does", () => {
  expect(countChars("a😀é")).toBe(3);
});
