import { expect, it } from "vitest";

import type { Problem } from "../api/types.ts";
import { addressOf, addressProblem, beganBy, placeOf } from "./start.ts";
import { channel, conversation, text } from "./fixtures.ts";

const first = { channel: "sms", address: "+436601234567", text: "hi", template: null };

it("a phone number is made plain, another address is only trimmed", () => {
  const app = channel("app", { address: "app-user" });
  expect(addressOf(channel("sms"), "0043 660 1234567")).toBe(first.address);
  expect(addressOf(app, " 00 anna ")).toBe("00 anna");
  expect([addressProblem(channel("sms"), "660"), addressProblem(app, " "), addressProblem(app, "anna")]).toEqual(["no_country", "noAddress", null]);
});

it("a refusal is shown at the field it is about", () => {
  const problem = (code: string, place?: string): Problem => ({
    type: "urn:x",
    code,
    status: 422,
    title: "t",
    detail: "d",
    ...(place === undefined ? {} : { errors: [{ place, problem: "p", remedy: "" }] }),
  });
  expect(["bad_address", "contact_stopped", "unknown_template", "window_closed", "unknown_channel", "no_free_place"].map((code) => placeOf(problem(code)))).toEqual([
    "address",
    "address",
    "template",
    "text",
    "channel",
    "form",
  ]);
  expect(placeOf(problem("invalid", "address"))).toBe("address");
});

it("the conversation is known by the command's id, or by its address", () => {
  const contact = { ...conversation("a").contact, address: first.address };
  const other = { conversation: conversation("a", { channel: "sms" }), messages: [text(1, "hi")] };
  expect(beganBy(other, "cmd1", first)).toBe(false);
  expect(beganBy({ ...other, messages: [text(1, "hi", { client_id: "cmd1" })] }, "cmd1", first)).toBe(true);
  expect(beganBy({ ...other, conversation: conversation("a", { channel: "sms", contact }) }, "cmd1", first)).toBe(true);
  expect(beganBy({ ...other, conversation: conversation("a", { channel: "other", contact }) }, "cmd1", first)).toBe(false);
});
