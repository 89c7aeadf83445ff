import { describe, expect, it } from "vitest";

import { AT, at, channel, conversation } from "./fixtures.ts";
import { closesSoon, replyOf } from "./reply.ts";

const NOW = Date.parse(AT);
const HOUR_S = 3_600;
const template = { name: "hello", language: "en", text: "Hello {{1}}" };
const whatsapp = channel("whatsapp", { window_s: 24 * HOUR_S, templates: [template] });
const messenger = channel("messenger", { window_s: 24 * HOUR_S, window_extended_s: 7 * 24 * HOUR_S });

const wroteHoursAgo = (hours: number) => conversation("a", { contact_wrote_at: at(-hours * HOUR_S) });

describe("the reply window", () => {
  it("is not there on channels without one, and on those nothing is known of", () => {
    const always = { kind: "text", untilMs: null, extended: false };
    expect(replyOf(wroteHoursAgo(100), channel("sms"), NOW)).toEqual(always);
    expect(replyOf(wroteHoursAgo(100), null, NOW)).toEqual(always);
  });

  it("counts from the contact's last message", () => {
    expect(replyOf(wroteHoursAgo(21), whatsapp, NOW)).toEqual({ kind: "text", untilMs: NOW + 3 * HOUR_S * 1_000, extended: false });
  });

  it("is closed from its last moment on, and leaves templates where there are any", () => {
    expect(replyOf(wroteHoursAgo(24), whatsapp, NOW)).toEqual({ kind: "templates", sinceMs: NOW });
    expect(replyOf(wroteHoursAgo(24), channel("x", { window_s: 24 * HOUR_S }), NOW)).toEqual({ kind: "nothing", sinceMs: NOW });
  });

  it("has never been open for a contact who has not written", () => {
    expect(replyOf(conversation("a"), whatsapp, NOW)).toEqual({ kind: "templates", sinceMs: null });
  });

  it("is longer for a person's text where the channel says so", () => {
    expect(replyOf(wroteHoursAgo(23), messenger, NOW)).toMatchObject({ kind: "text", extended: false });
    expect(replyOf(wroteHoursAgo(24), messenger, NOW)).toEqual({ kind: "text", untilMs: NOW + 6 * 24 * HOUR_S * 1_000, extended: true });
    expect(replyOf(wroteHoursAgo(7 * 24), messenger, NOW)).toEqual({ kind: "nothing", sinceMs: NOW });
  });

  it("warns in its last hour", () => {
    expect(closesSoon(NOW + HOUR_S * 1_000 + 1, NOW)).toBe(false);
    expect(closesSoon(NOW + HOUR_S * 1_000, NOW)).toBe(true);
  });
});

it("whoever wants no more messages gets none, whatever the window says", () => {
  const contact = { ...conversation("a").contact, stopped_at: AT };
  expect(replyOf({ ...wroteHoursAgo(1), contact }, whatsapp, NOW)).toEqual({ kind: "stopped", at: AT });
  expect(replyOf({ ...wroteHoursAgo(1), contact }, null, NOW)).toEqual({ kind: "stopped", at: AT });
});
