import { describe, expect, it } from "vitest";

import { AT, byAgent, channel, text } from "./fixtures.ts";
import { needsCare, progressOf } from "./delivery.ts";

const sms = channel("sms");
const sent = text(1, "hi", { author: byAgent });
const failed = text(1, "hi", { author: byAgent, delivery: { state: "failed", at: AT } });

describe("how far a message has come", () => {
  it("is told of what a provider carries, and nothing else", () => {
    expect(progressOf(sent, sms)).toBe("waiting");
    expect(progressOf(failed, sms)).toBe("failed");
    expect(progressOf(text(1, "hello"), sms)).toBeNull();
    expect(progressOf(sent, channel("shop-chat", { live: true }))).toBeNull();
  });

  it("is not made up while the channel is unknown", () => {
    expect(progressOf(sent, null)).toBeNull();
    expect(progressOf(failed, null)).toBe("failed");
  });
});

it("care is needed until a later message of the agent's", () => {
  expect(needsCare([failed, text(2, "are you there?")])).toBe("failed");
  expect(needsCare([failed, text(2, "again", { author: byAgent, delivery: { state: "uncertain", at: AT } })])).toBe("uncertain");
  expect(needsCare([failed, text(2, "again", { author: byAgent })])).toBeNull();
  expect(needsCare([])).toBeNull();
});
