import { expect, it } from "vitest";

import { EMPTY, wishOf, type Form } from "./wish.ts";

const form = (more: Partial<Form>): Form => ({ ...EMPTY, perHour: { web: "60", sms: "" }, ...more });

it("made-up contacts have a rate on each channel that was given one", () => {
  const expected = { per_hour: { web: 60 }, handle_s: 300, hours: 8, target_s: 20, seed: 1 };
  expect(wishOf(form({}))).toEqual({ ok: true, wish: expected });
});

it("recorded contacts have no rate, and changes go as they were written", () => {
  const wish = wishOf(form({ traffic: "recorded", days: "14", patience: "90,5", changes: "[queue.sales]\n" }));
  expect(wish).toEqual({ ok: true, wish: { recorded_days: 14, patience_s: 90.5, target_s: 20, seed: 1, changes: "[queue.sales]\n" } });
});

it.each<[Partial<Form>, string]>([
  [{ perHour: { web: "", sms: "0" } }, "rate-web"],
  [{ perHour: { web: "many" } }, "rate-web"],
  [{ perHour: { web: "-1" } }, "rate-web"],
  [{ handle: "" }, "handle"],
  [{ hours: "673" }, "hours"],
  [{ patience: "1e9" }, "patience"],
  [{ traffic: "recorded", days: "1.5" }, "days"],
  [{ target: "0" }, "target"],
])("%o is wrong in %s", (more, field) => {
  expect(wishOf(form(more))).toMatchObject({ ok: false, wrong: { field } });
});
