import { expect, it } from "vitest";

import { canAttach, wrongWith } from "./attach.ts";
import { channel, conversation, wrapUp } from "./fixtures.ts";

const rules = { bytes_max: 1_000, count_max: 2, types: ["image/png", "application/pdf", "text/plain"] };
const sms = channel("sms", { files: rules });
const file = (more: Partial<{ name: string; type: string; size: number }> = {}) => ({ name: "cat.png", type: "image/png", size: 10, ...more });

it("a file is refused for what can be seen from outside, and otherwise left to the gateway", () => {
  expect(wrongWith(file(), sms)).toBeNull();
  expect(wrongWith(file({ type: "", name: "notes" }), sms)).toBeNull();
  expect(wrongWith(file({ type: "text/csv" }), sms)).toBeNull();
  expect(wrongWith(file({ type: "image/svg+xml" }), sms)).not.toBeNull();
  expect(wrongWith(file({ size: 1_001 }), sms)).not.toBeNull();
  expect(wrongWith(file({ size: 0 }), sms)).not.toBeNull();
});

it("the button says why it does nothing", () => {
  const held = conversation("a");
  expect(canAttach(held, sms, true, 1)).toEqual({ ok: true });
  for (const verdict of [
    canAttach(held, sms, true, 2),
    canAttach(held, sms, false, 0),
    canAttach(held, channel("x", { files: null }), true, 0),
    canAttach(held, null, true, 0),
    canAttach(conversation("a", { state: wrapUp }), sms, true, 0),
  ]) {
    expect(verdict.ok).toBe(false);
  }
});
