import { expect, it } from "vitest";

import { contrast } from "./contrast.ts";
import { isName, renamed } from "../domain/section-name.ts";
import { at, flagAt, isTag, languagesOf, textAt } from "./section.ts";

it("a contrast is as WCAG counts it, and a word has none", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#767676", "#ffffff")).toBeGreaterThanOrEqual(4.5);
  expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
  expect(contrast("red", "#ffffff")).toBeNull();
});

it("a copy has its new name in every heading and nowhere else", () => {
  const text = '# design.shop\n[design.shop]\ncorner = 4\n[design.shop.colours]\naccent = "#000000"\n[design."shop".texts.de]\ntitle = "[design.shop]"\n[design.shop-two]\n';
  expect(renamed("design", text, "shop", "fair")).toBe('# design.shop\n[design.fair]\ncorner = 4\n[design.fair.colours]\naccent = "#000000"\n[design.fair.texts.de]\ntitle = "[design.shop]"\n[design.shop-two]\n');
});

it("a section that is something else says nothing", () => {
  for (const value of [null, undefined, "x", 5, [], { texts: "x" }]) {
    expect([at(value, ["colours", "accent"]), textAt(value, ["title"]), flagAt(value, ["notifications", "tab"], true), languagesOf(value)]).toEqual([undefined, "", true, []]);
  }
  const value = { corner: 4, texts: { de: { title: "Laden" } }, notifications: { tab: false } };
  expect([textAt(value, ["corner"]), textAt(value, ["texts", "de", "title"]), flagAt(value, ["notifications", "tab"], true), languagesOf(value)]).toEqual(["4", "Laden", false, ["de"]]);
});

it("names and tags are as the gateway takes them", () => {
  expect(["shop", "a-b_2", "2"].every(isName)).toBe(true);
  expect(["", "Shop", "-a", "a b", "x".repeat(33)].some(isName)).toBe(false);
  expect([isTag("pt-BR"), isTag("german!"), isTag("")]).toEqual([true, false, false]);
});
