import { expect, it } from "vitest";

import { begun, changed, paused, redone, STEPS_MAX, undone } from "./undo.ts";

it("steps are taken back in turn, and done again", () => {
  const past = changed(changed(begun("a"), "b", null), "c", null);
  expect(undone(past).now).toBe("b");
  expect(undone(undone(past)).now).toBe("a");
  expect(undone(undone(undone(past))).now).toBe("a");
  expect(redone(undone(undone(past))).now).toBe("b");
  expect(redone(redone(undone(undone(past)))).now).toBe("c");
});

it("what is typed into one field is one step, until the field is left", () => {
  const typed = changed(changed(begun("a"), "ab", "text"), "abc", "text");
  expect(undone(typed).now).toBe("a");
  const twice = changed(paused(typed), "abcd", "text");
  expect(undone(twice).now).toBe("abc");
  expect(undone(changed(typed, "abc!", "other")).now).toBe("abc");
});

it("a change after steps back forgets what came after", () => {
  const past = changed(undone(changed(begun("a"), "b", null)), "c", null);
  expect(redone(past).now).toBe("c");
  expect(undone(past).now).toBe("a");
});

it("typing right after a step back does not change what was gone back to", () => {
  const past = changed(undone(changed(begun("a"), "b", "text")), "c", "text");
  expect(undone(past).now).toBe("a");
});

it("the past has an end", () => {
  let past = begun(0);
  for (let at = 1; at < STEPS_MAX + 50; at += 1) past = changed(past, at, null);
  expect(past.before).toHaveLength(STEPS_MAX);
  expect(past.before[0]).toBe(49);
});
