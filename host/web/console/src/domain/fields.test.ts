import { describe, expect, it } from "vitest";

import { askedFor, fieldProblem, safeUrl, sentFields, shownFields, withTag } from "./fields.ts";
import { customField as field } from "./fixtures.ts";

const all = [
  field("site", { kind: "url", label: "Site" }),
  field("since", { kind: "date", label: "Since" }),
  field("old", { retired: true, label: "Old" }),
  field("device", { of: "case", label: "Device" }),
];

describe("what a record holds", () => {
  it("stands in the operator's order, and what nobody knows any more at the end", () => {
    const shown = shownFields(all, "customer", { gone_by: "x", old: "1", since: "2026-03-01", site: "https://example.com/", device: "" });
    expect(shown.map(({ label, text }) => [label, text])).toEqual([["Site", "https://example.com/"], ["Since", "Mar 1, 2026"], ["Old", "1"], ["Gone by", "x"]]);
  });

  it("is a link only where it leads to the web", () => {
    expect(["https://a.example/x", "http://a.example", "javascript:alert(1)", "data:text/html,x", "a.example"].map(safeUrl)).toEqual(["https://a.example/x", "http://a.example/", null, null, null]);
    expect(shownFields(all, "customer", { site: "javascript:alert(1)" })[0]).toMatchObject({ text: "javascript:alert(1)", href: null });
  });
});

describe("what is typed into a field", () => {
  it("is asked for where the field is not retired", () => {
    expect(askedFor(all, "customer").map(({ name }) => name)).toEqual(["site", "since"]);
    expect(askedFor(all, "case").map(({ name }) => name)).toEqual(["device"]);
  });

  it("has to be there where it is required, and to be what the field is for", () => {
    expect(fieldProblem(field("a", { required: true, label: "Contract" }), " ")).toContain("Contract");
    expect(fieldProblem(field("a"), "")).toBeNull();
    expect(["12", "12,5", "-3.25", "1 000", "x"].map((text) => fieldProblem(field("a", { kind: "number" }), text) === null)).toEqual([true, true, true, false, false]);
    expect(fieldProblem(field("a", { kind: "url" }), "ftp://x")).not.toBeNull();
  });

  it("is sent without what is empty, and numbers with a point", () => {
    expect(sentFields([field("n", { kind: "number" })], { n: " 12,5 ", a: "1,5", b: " " })).toEqual({ n: "12.5", a: "1,5" });
  });
});

it("a tag is kept once, in lower case, and never too many", () => {
  expect(withTag(["vip"], " Key  Account ")).toEqual(["vip", "key account"]);
  expect(withTag(["vip"], "VIP")).toEqual(["vip"]);
  expect([withTag([], " "), withTag([], "x".repeat(33)), withTag(Array.from({ length: 20 }, (_, index) => `t${index}`), "more")]).toEqual([null, null, null]);
});
