import { afterEach, expect, test, vi } from "vitest";

import type { FormField, LeaveMessage } from "../../protocol/api.ts";
import { Sender } from "./message.ts";

const order: FormField = { name: "order", label: {}, required: false, kind: "number", chars_min: 1, chars_max: 4 };
const answers = { name: " Ann ", email: "ann@example.com", subject: "", text: "Hello", order: "" };

/** A gateway that answers so, one after the other, and what it was sent. */
function answering(...all: (Response | null)[]): LeaveMessage[] {
  const sent: LeaveMessage[] = [];
  vi.stubGlobal("fetch", (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as LeaveMessage);
    const answer = all.shift() ?? null;
    return answer === null ? Promise.reject(new Error("down")) : Promise.resolve(answer);
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

test("the same message is the same one however often it is sent, and another is another", async () => {
  const sent = answering(null, new Response(null, { status: 204 }), new Response(null, { status: 204 }));
  const sender = new Sender("https://gateway/offline");
  expect(await sender.send(answers, [order], "en")).toEqual({ kind: "failed" });
  expect(await sender.send(answers, [order], "en")).toEqual({ kind: "kept" });
  await sender.send({ ...answers, text: "Hello again" }, [order], "en");
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[2]?.id).not.toBe(sent[0]?.id);
  expect(sent[0]).toMatchObject({ name: "Ann", text: "Hello", fields: {}, locale: "en" });
});

test("what the gateway says of it is told", async () => {
  const errors = [{ place: "email" }, { place: "fields.order" }];
  answering(new Response(JSON.stringify({ errors }), { status: 422 }), new Response(null, { status: 429 }), new Response("", { status: 503 }));
  const sender = new Sender("https://gateway/offline");
  expect(await sender.send(answers, [order], "en")).toEqual({ kind: "wrong", fields: ["email", "order"] });
  expect(await sender.send(answers, [order], "en")).toEqual({ kind: "later" });
  expect(await sender.send(answers, [order], "en")).toEqual({ kind: "failed" });
});
