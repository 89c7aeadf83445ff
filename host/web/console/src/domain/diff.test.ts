import { expect, it } from "vitest";

import { counted, diffOf, shortened } from "./diff.ts";

const drawn = (before: string, after: string): string[] => diffOf(before, after).map(({ kind, text }) => `${kind === "added" ? "+" : kind === "removed" ? "-" : " "}${text}`);

it("what went stands before what came, between what stayed", () => {
  expect(drawn("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
});

it("both texts can be read out of it, with their lines' numbers", () => {
  const before = "one\ntwo\ntwo\nthree\nfour\n";
  const after = "zero\ntwo\nthree\nthree\nfour\ntwo\n";
  const lines = diffOf(before, after);
  const of = (side: "before" | "after"): string => lines.filter((line) => line[side] !== null).map(({ text }) => `${text}\n`).join("");
  expect(of("before")).toBe(before);
  expect(of("after")).toBe(after);
  expect(lines.map(({ after: number }) => number).filter((number) => number !== null)).toEqual([1, 2, 3, 4, 5, 6]);
});

it("as little as can be is different", () => {
  expect(counted(diffOf("a\nb\nc\nd\n", "b\nc\nd\na\n"))).toEqual({ added: 1, removed: 1 });
  expect(counted(diffOf("", "a\nb\n"))).toEqual({ added: 2, removed: 0 });
  expect(counted(diffOf("a\n", ""))).toEqual({ added: 0, removed: 1 });
});

it("the same text has no difference, whatever its last line ends with", () => {
  expect(diffOf("a\nb", "a\nb\n").every(({ kind }) => kind === "same")).toBe(true);
});

it("what is far from a change is left out and counted", () => {
  const text = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  const shown = shortened(diffOf(text.join("\n"), text.with(10, "other").join("\n")), 2);
  expect(shown.map((line) => (line.kind === "cut" ? line.lines : line.kind))).toEqual([8, "same", "same", "removed", "added", "same", "same", 7]);
});

it("a difference keeps what stayed, in order", () => {
  expect(drawn("a\nb\nc", "a\nx\nc\nd")).toEqual([" a", "-b", "+x", " c", "+d"]);
  expect(drawn("a", "a")).toEqual([" a"]);
});

it("what is too long to be compared went and came as a whole, between what is the same", () => {
  const text = (word: string): string => ["first", ...Array.from({ length: 2_001 }, (_, at) => `${word} ${at}`), "last"].join("\n");
  const lines = diffOf(text("old"), text("new"));
  expect(counted(lines)).toEqual({ added: 2_001, removed: 2_001 });
  expect([lines[0]?.text, lines.at(-1)?.text]).toEqual(["first", "last"]);
});
