import { expect, test } from "vitest";

import { matches } from "./patterns.ts";

const PAGE = "https://shop.example.com:8443/de/pricing/pro?plan=pro#top";

test("a glob is host and path, or the path alone", () => {
  for (const [glob, expected] of [
    ["shop.example.com/de/pricing/pro", true],
    ["*.example.com/**", true],
    ["shop.example.com", true],
    ["shop.example.com:8443/**", true],
    ["shop.example.com:443/**", false],
    ["/de/pricing/**", true],
    ["/de/pricing/pro/**", true],
    ["/*/pricing/*", true],
    ["/**/pro", true],
    ["/**", true],
    ["/pricing/**", false],
    ["/de/*", false],
    ["/de/pricing", false],
    ["example.com/**", false],
    ["*/de/**", true],
    ["/de/pricing/pr", false],
  ] as const) {
    expect(matches("glob", glob, PAGE), glob).toBe(expected);
  }
});

test("a glob that is hard to compare is compared as fast as any", () => {
  const address = `https://a.example/${"a".repeat(1_000)}`;
  const started = performance.now();
  expect(matches("glob", `/${"**a".repeat(60)}b`, address)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("a path is itself, with or without a / at its end", () => {
  expect(matches("path", "/de/pricing/pro/", PAGE)).toBe(true);
  expect(matches("path", "/de/pricing", PAGE)).toBe(false);
  expect(matches("path", "/", "https://a.example")).toBe(true);
});

test("a regular expression is found in the beginning of the whole address", () => {
  expect(matches("regex", "plan=(pro|team)", PAGE)).toBe(true);
  expect(matches("regex", "^https://shop", PAGE)).toBe(true);
  expect(matches("regex", "plan=free", PAGE)).toBe(false);
  expect(matches("regex", "late", `https://a.example/${"x".repeat(300)}late`)).toBe(false);
  expect(matches("regex", "(", PAGE)).toBe(false);
});

test("what is no address is like nothing", () => {
  expect(matches("glob", "**", "")).toBe(false);
  expect(matches("path", "/", "about")).toBe(false);
});
