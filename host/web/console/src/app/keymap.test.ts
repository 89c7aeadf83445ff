import { expect, it } from "vitest";

import { actionOf, type Key } from "./keymap.ts";

const key = (code: string, more: Partial<Key> = {}): Key => ({
  code,
  key: "",
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

it("places open with Alt and a digit, with or without Shift, from both rows of digits", () => {
  for (const pressed of [key("Digit3"), key("Digit3", { shiftKey: true }), key("Numpad3")]) {
    expect(actionOf(pressed, true)).toEqual({ kind: "slot", index: 2 });
  }
  expect(actionOf(key("Digit7"), false)).toBeNull();
});

it("letters count by their place, whatever character Alt makes of them", () => {
  expect(actionOf(key("KeyA", { key: "å" }), true)).toEqual({ kind: "accept" });
  expect(actionOf(key("KeyN", { key: "Dead" }), true)).toEqual({ kind: "start" });
});

it("AltGr writes characters and does nothing else", () => {
  expect(actionOf(key("KeyE", { key: "€", ctrlKey: true }), true)).toBeNull();
});

it("the question mark helps only where it is not text", () => {
  const mark = key("Minus", { altKey: false, key: "?", shiftKey: true });
  expect(actionOf(mark, false)).toEqual({ kind: "help" });
  expect(actionOf(mark, true)).toBeNull();
});
