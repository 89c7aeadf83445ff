import { expect, test } from "vitest";

import type { Condition } from "../../protocol/api.ts";
import { due, selectors, type Facts } from "./rules.ts";

const nothing: Facts = {
  href: "https://shop.example/pricing?utm_source=News&utm_medium=mail",
  referrer: "https://search.example/",
  pageMs: 0,
  siteMs: 0,
  idleMs: 0,
  pages: 1,
  visits: 1,
  scroll: 0,
  exit: false,
  touch: false,
  language: "de-AT",
  data: new Map([
    ["plan", "gold"],
    ["_vip", "true"],
  ]),
  hoverMs: () => null,
  visibleMs: () => null,
};

const holds = (condition: Condition, facts: Partial<Facts> = {}): boolean => due(condition, { ...nothing, ...facts }) === 0;
const never: Condition = { kind: "exit" };

test("times say to the millisecond when they will hold", () => {
  const facts = { ...nothing, pageMs: 1_234.5, siteMs: 61_000, idleMs: 999 };
  expect(due({ kind: "page", seconds: 2 }, facts)).toBe(765.5);
  expect(due({ kind: "site", seconds: 60 }, facts)).toBe(0);
  expect(due({ kind: "idle", seconds: 1 }, facts)).toBe(1);
});

test("an element is dwelt on by the pointer, and by the eye where nothing hovers", () => {
  const dwell: Condition = { kind: "dwell", selector: "#pro", ms: 2_000 };
  const watched = { ...nothing, hoverMs: () => 1_500, visibleMs: () => 100 };
  expect(due(dwell, nothing)).toBe(Infinity);
  expect(due(dwell, watched)).toBe(500);
  expect(due(dwell, { ...watched, touch: true })).toBe(1_900);
  expect(due({ ...dwell, kind: "visible" }, watched)).toBe(1_900);
});

test("all wait for the last, any for the first", () => {
  const soon: Condition = { kind: "page", seconds: 1 };
  const late: Condition = { kind: "page", seconds: 9 };
  expect(due({ kind: "all", of: [soon, late] }, nothing)).toBe(9_000);
  expect(due({ kind: "any", of: [soon, late] }, nothing)).toBe(1_000);
  expect(due({ kind: "all", of: [soon, never] }, nothing)).toBe(Infinity);
  expect(due({ kind: "any", of: [soon, never] }, nothing)).toBe(1_000);
});

test("what must not hold is asked again when its time comes", () => {
  const window: Condition = {
    kind: "all",
    of: [
      { kind: "page", seconds: 10 },
      { kind: "not", of: { kind: "page", seconds: 20 } },
    ],
  };
  expect(due(window, nothing)).toBe(10_000);
  expect(due(window, { ...nothing, pageMs: 10_000 })).toBe(0);
  expect(due(window, { ...nothing, pageMs: 20_000 })).toBe(Infinity);
});

test("each fact holds or does not", () => {
  const cases: [Condition, Partial<Facts>, boolean][] = [
    [{ kind: "url", syntax: "glob", pattern: "/pricing" }, {}, true],
    [{ kind: "referrer", syntax: "glob", pattern: "*.example/**" }, {}, true],
    [{ kind: "referrer", syntax: "glob", pattern: "**" }, { referrer: "" }, false],
    [{ kind: "utm", name: "source", value: "news" }, {}, true],
    [{ kind: "utm", name: "campaign", value: "news" }, {}, false],
    [{ kind: "pages", min: 2, max: null }, {}, false],
    [{ kind: "pages", min: 2, max: null }, { pages: 3 }, true],
    [{ kind: "visits", min: 1, max: 2 }, { visits: 3 }, false],
    [{ kind: "scroll", percent: 60 }, { scroll: 60 }, true],
    [{ kind: "exit" }, { exit: true }, true],
    [{ kind: "device", touch: true }, {}, false],
    [{ kind: "device", touch: false }, {}, true],
    [{ kind: "language", tags: ["fr", "de"] }, {}, true],
    [{ kind: "language", tags: ["de-de"] }, {}, false],
    [{ kind: "language", tags: ["d"] }, {}, false],
    [{ kind: "data", name: "plan", values: ["silver", "gold"] }, {}, true],
    [{ kind: "data", name: "_vip", values: ["true"] }, {}, true],
    [{ kind: "data", name: "seats", values: [""] }, {}, false],
  ];
  for (const [condition, facts, expected] of cases) expect(holds(condition, facts), JSON.stringify(condition)).toBe(expected);
});

test("a condition of a newer gateway holds for nobody", () => {
  expect(due({ kind: "moon" } as unknown as Condition, nothing)).toBe(Infinity);
});

test("what has to be watched is found wherever it stands", () => {
  const condition: Condition = {
    kind: "all",
    of: [
      { kind: "not", of: { kind: "dwell", selector: "#a", ms: 1 } },
      { kind: "any", of: [{ kind: "visible", selector: "#b", ms: 1 }, { kind: "dwell", selector: "#c", ms: 1 }] },
    ],
  };
  expect(selectors(condition, "dwell")).toEqual(["#a", "#c"]);
  expect(selectors(condition, "visible")).toEqual(["#b"]);
});
