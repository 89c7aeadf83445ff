import { describe, expect, it } from "vitest";

import { AT, at } from "./fixtures.ts";
import * as format from "./format.ts";

const contact = { name: null, account_number: null, locale: null, fields: [] };

describe("durations", () => {
  it.each([
    [-5_000, "0:00"],
    [999, "0:00"],
    [41_000, "0:41"],
    [725_000, "12:05"],
    [3_723_000, "1:02:03"],
  ])("%d ms reads %s", (ms, words) => {
    expect(format.duration(ms)).toBe(words);
  });

  it("counts down to zero and stays there", () => {
    const now = Date.parse(AT);
    expect(format.secondsUntil(at(1), now)).toBe(1);
    expect(format.secondsUntil(at(0.2), now)).toBe(1);
    expect(format.secondsUntil(at(-3), now)).toBe(0);
  });

  it("of nothing is nothing", () => {
    expect(format.since(null, 0)).toBeNull();
  });
});

it("days are today, yesterday, or named", () => {
  const now = new Date(2026, 0, 31, 0, 30).getTime();
  const local = (day: number, hour: number): string => new Date(2026, 0, day, hour).toISOString();
  expect(format.day(local(31, 0), now)).toBe("Today");
  expect(format.day(local(30, 23), now)).toBe("Yesterday");
  expect(format.day(local(29, 12), now)).toContain("29");
});

it("a contact is called by name, else account number, else guest", () => {
  expect(format.contactName({ ...contact, name: " Ana " })).toBe("Ana");
  expect(format.contactName({ ...contact, name: "  ", account_number: "77" })).toBe("77");
  expect(format.contactName({ ...contact, address: "+436601234567" })).toBe("+436601234567");
  expect(format.contactName(contact)).toBe("Guest");
});

it.each([
  ["Anna Rossi", "AR"],
  ["zoë de la Vega", "ZV"],
  ["77 120 3", "73"],
  ["李", "李"],
  ["-", "?"],
])("the portrait of %s shows %s", (name, letters) => {
  expect(format.initials(name)).toBe(letters);
});

it("a tint is stable and within its count", () => {
  const tints = Array.from({ length: 50 }, (_, index) => format.tint(`cnv_${index}`, 6));
  expect(tints.every((tint) => tint >= 0 && tint < 6)).toBe(true);
  expect(new Set(tints).size).toBe(6);
  expect(format.tint("cnv_3", 6)).toBe(tints[3]);
});

it("codes read as words", () => {
  expect(format.humanise("order_changed")).toBe("Order changed");
  expect(format.presenceName({ kind: "away", reason: "lunch_break" })).toBe("Away: lunch break");
  expect(format.presenceName({ kind: "away", reason: "missed_offer" })).toBe("Away: missed an offer");
});

it("languages are named, nonsense stays as it came", () => {
  expect(format.languageName("it")).toBe("Italian");
  expect(format.languageName("not a tag!")).toBe("not a tag!");
});

it("endings name who ended", () => {
  const nameOf = (id: string): string => id.toUpperCase();
  expect(format.endedBy({ kind: "agent", agent: "ana" }, nameOf)).toBe("ANA ended the conversation");
  expect(format.endedBy({ kind: "contact" }, nameOf)).toContain("contact");
});

it("a moment within a sentence is as short as it is clear", () => {
  const now = new Date(2026, 0, 31, 12, 0).getTime();
  const moment = (day: number, hour: number): string => format.moment(new Date(2026, 0, day, hour, 5).toISOString(), now);
  const time = (hour: number): string => format.timeOfDay(new Date(2026, 0, 31, hour, 5).toISOString());
  expect(moment(31, 14)).toBe(time(14));
  expect(moment(32, 14)).toBe(`tomorrow ${time(14)}`);
  expect(moment(34, 14)).toBe(`Tue ${time(14)}`);
  expect(moment(5, 14)).toContain("Jan 5, 2026");
});

it("a stretch of time is told roughly, and never as nothing", () => {
  const hours = (n: number): string => format.roughly(n * 3_600_000);
  expect([hours(0), hours(0.99), hours(3.9), hours(47), hours(150)]).toEqual(["1 min", "59 min", "3 h", "47 h", "6 d"]);
});

it("sizes of files have a unit", () => {
  expect([512, 84_300, 1_440_000].map(format.fileSize)).toEqual(["512 B", "84 KB", "1.4 MB"]);
});
