import { expect, test } from "vitest";

import type { InvitationDay } from "../api/types.ts";
import { liftOf, percent, rowsOf, type Row } from "./figures.ts";

const NOW = Date.parse("2026-11-27T15:00:00Z");

function day(day_at: string, change: Partial<InvitationDay> = {}): InvitationDay {
  return { day_at, channel: "shop", invitation: "pricing", shown: 10, accepted: 2, declined: 3, expired: 4, shown_chatted: 2, held_out: 1, held_out_chatted: 0, ...change };
}

test("days add up by channel and invitation, as far back as is asked", () => {
  const all = [day("2026-11-27T00:00:00.000Z"), day("2026-11-21T00:00:00.000Z"), day("2026-11-20T00:00:00.000Z"), day("2026-11-27T00:00:00.000Z", { channel: "blog", shown: 50 })];
  const rows = rowsOf(all, 7, NOW);
  expect(rows.map(({ key, shown, chatted, heldOut }) => [key, shown, chatted, heldOut])).toEqual([
    ["blog/pricing", 50, 2, 1],
    ["shop/pricing", 20, 4, 2],
  ]);
  expect(rowsOf(all, 8, NOW)[1]?.shown).toBe(30);
});

test("the difference is that of the shares, with the margin of its chance", () => {
  const row: Row = { key: "", invitation: "", channel: "", shown: 1_000, accepted: 0, declined: 0, expired: 0, chatted: 100, heldOut: 100, heldOutChatted: 5 };
  const lift = liftOf(row);
  expect(lift?.points).toBeCloseTo(5, 9);
  expect(lift?.margin).toBeCloseTo(4.66, 2);
  expect(liftOf({ ...row, heldOut: 29 })).toBeNull();
});

test("a share of nothing is none", () => {
  expect([percent(1, 8), percent(0, 0)]).toEqual(["13 %", "–"]);
});
