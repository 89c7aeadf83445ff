import { describe, expect, it } from "vitest";

import { smsLength } from "./sms.ts";

const segments = (text: string): number => smsLength(text).segments;

describe("in GSM's alphabet", () => {
  it("one segment holds 160, several hold 153 each", () => {
    expect(["b".repeat(160), "b".repeat(161), "b".repeat(306), "b".repeat(307)].map(segments)).toEqual([1, 2, 2, 3]);
  });

  it("umlauts, the pound and the line break cost no more than letters", () => {
    expect(smsLength("Grüße für £5\n¿qué? Ñ")).toMatchObject({ used: 20, unicode: null });
  });

  it("the euro and brackets take two septets", () => {
    expect(smsLength("[€]").used).toBe(6);
    expect(segments("€".repeat(80))).toBe(1);
    expect(segments("€".repeat(81))).toBe(2);
  });

  it("what takes two septets is never cut: the last septet of a segment stays empty", () => {
    const text = `${"x".repeat(152)}~${"x".repeat(152)}`;
    expect(smsLength(text)).toMatchObject({ used: 306, segments: 3, holds: 459 });
    expect(segments(`${"x".repeat(151)}~${"x".repeat(153)}`)).toBe(2);
  });

  it("an empty text is an empty segment", () => {
    expect(smsLength("")).toEqual({ used: 0, segments: 1, holds: 160, each: 153, unicode: null });
  });
});

describe("outside of it", () => {
  it("one segment holds 70, several hold 67 each", () => {
    expect(["ж".repeat(70), "ж".repeat(71), "ж".repeat(134), "ж".repeat(135)].map(segments)).toEqual([1, 2, 2, 3]);
  });

  it("one character is enough, and is named", () => {
    expect(smsLength("She said “yes” — at once")).toMatchObject({ unicode: "“", holds: 70 });
    expect(smsLength("façade").unicode).toBe("ç");
    expect(smsLength("1`2").unicode).toBe("`");
  });

  it("a picture of several code points is named whole", () => {
    expect(smsLength("ok 👩🏽‍🔧!").unicode).toBe("👩🏽‍🔧");
    expect(smsLength("e\u0301").unicode).toBe("e\u0301");
  });

  it("a surrogate pair is never cut", () => {
    expect([33, 34, 66, 67].map((n) => segments("🙂".repeat(n)))).toEqual([1, 1, 2, 3]);
    expect(smsLength("🙂".repeat(36)).used).toBe(72);
  });

  it("a cluster is never cut, if a segment can hold it", () => {
    const flag = "🇦🇹";
    expect(segments(`${"a".repeat(64)}${flag}${"a".repeat(63)}`)).toBe(2);
    expect(segments(`${"a".repeat(64)}${flag}${"a".repeat(64)}`)).toBe(3);
    expect(segments(`e${"\u0301".repeat(100)}`)).toBe(2);
  });
});
