import { expect, it } from "vitest";

import { countsOf, figuresOf } from "./funnel.ts";
import { objectsOf } from "./script.ts";
import { summaryOf } from "./summary.ts";
import { exitWords } from "./catalogue.ts";

const objects = objectsOf({ objects: [{ tag: "hours", does: "schedule", schedule: "office", open: "queue", closed: "queue" }, { tag: "queue", does: "forward", queue: "sales" }] });
const report = {
  name: "welcome",
  objects: [
    { tag: "queue", does: "forward", entered: 50, here: 5, exits: [{ exit: "accepted", count: 45 }] },
    { tag: "hours", does: "schedule", entered: 60, here: 0, exits: [{ exit: "open", count: 45 }, { exit: "closed", count: 15 }] },
    { tag: "old", does: null, entered: 3, here: 0, exits: [] },
  ],
};

it("figures stand in the draft's order, with exits that nobody took, and what is only reported last", () => {
  expect(figuresOf(objects, report)).toEqual([
    { tag: "hours", does: "schedule", entered: 60, here: 0, exits: [{ exit: "open", count: 45, percent: 75 }, { exit: "closed", count: 15, percent: 25 }] },
    { tag: "queue", does: "forward", entered: 50, here: 5, exits: [{ exit: "accepted", count: 45, percent: 100 }] },
    { tag: "old", does: null, entered: 3, here: 0, exits: [] },
  ]);
  expect(figuresOf(objects, null)).toEqual([]);
});

it("an object that nobody has come to has zeros", () => {
  expect(figuresOf(objects, { name: "welcome", objects: [] })[0]).toEqual({ tag: "hours", does: "schedule", entered: 0, here: 0, exits: [{ exit: "open", count: 0, percent: 0 }, { exit: "closed", count: 0, percent: 0 }] });
});

it("counts are found by object and exit", () => {
  expect(countsOf(report).get("hours closed")).toBe(15);
  expect(countsOf(null).size).toBe(0);
});

it("a line says what an object does", () => {
  const [test] = objectsOf({ objects: [{ tag: "a", does: "test_variable", variable: "_vip", not_equals: "no" }] });
  const [set] = objectsOf({ objects: [{ tag: "a", does: "set_variable", variable: "_vip", from: "name" }] });
  expect(test === undefined ? "" : summaryOf(test, [])).toBe("_vip is not no");
  expect(set === undefined ? "" : summaryOf(set, [])).toBe("_vip = name");
  expect(objects.map((object) => summaryOf(object, []))).toEqual(["office", "sales"]);
});

it("exits are called by words", () => {
  expect([{ name: "choices 2", words: "Orders" }, { name: "choices 2", words: "" }, { name: "languages.de", words: null }, { name: "in_queue", words: null }, { name: "unheard", words: null }].map(exitWords)).toEqual(["2 Orders", "choice 2", "de", "while waiting", "unheard"]);
});
