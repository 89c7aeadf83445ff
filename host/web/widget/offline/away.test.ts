import { afterEach, expect, test, vi } from "vitest";

import { nothingYet, type ChatState } from "../../protocol/chat-state.ts";
import { AwayWatch } from "./away.ts";

const form: ChatState = { ...nothingYet, phase: { kind: "none" } };
const queued: ChatState = { ...form, conversation: "cnv_1", phase: { kind: "queued", position: 1, since: 0, wait: null } };
const ended: ChatState = { ...queued, phase: { kind: "ended", by: "visitor" } };

/** A gateway that says this; null: it is not there. */
function saying(body: object | null): { asked: () => number } {
  const answer = vi.fn(() => (body === null ? Promise.reject(new Error("down")) : Promise.resolve(new Response(JSON.stringify(body)))));
  vi.stubGlobal("fetch", answer);
  return { asked: () => answer.mock.calls.length };
}

/** A watch, and a promise of its next word. */
function watch(): { away: AwayWatch; changed: () => Promise<void> } {
  let tell = (): void => undefined;
  const away = new AwayWatch("https://gateway/availability", () => tell());
  return { away, changed: () => new Promise((done) => (tell = done)) };
}

afterEach(() => vi.unstubAllGlobals());

test("the gateway is asked when the form is opened, and each time it is", async () => {
  const gateway = saying({ offline: "closed", opens_at: "2026-01-05T09:00:00Z" });
  const { away, changed } = watch();
  away.look(form, false);
  expect(gateway.asked()).toBe(0);
  const told = changed();
  away.look(form, true);
  away.look(form, true);
  expect(away.away).toBe("asking");
  await told;
  expect([away.away, away.opensAt, gateway.asked()]).toEqual(["closed", Date.UTC(2026, 0, 5, 9), 1]);
  away.look(form, false);
  expect(away.away).toBe("asking");
  away.look(form, true);
  expect(gateway.asked()).toBe(2);
});

test("without an answer a chat can be tried", async () => {
  saying(null);
  const { away, changed } = watch();
  const told = changed();
  away.look(form, true);
  await told;
  expect(away.away).toBe("no");
});

test("a start that came too late brings the form", async () => {
  saying({ offline: null, opens_at: null });
  const { away, changed } = watch();
  const told = changed();
  away.look(form, true);
  await told;
  expect(away.away).toBe("no");
  const refused = (code: string): ChatState => ({ ...form, starting: { kind: "refused", code, field: null } });
  away.look(refused("not_identified"), true);
  expect(away.away).toBe("no");
  away.look(refused("nobody_on_duty"), true);
  expect(away.away).toBe("unstaffed");
});

test("who waits has left once they are out of the line, and stays if an agent was faster", () => {
  saying({ offline: null, opens_at: null });
  const { away } = watch();
  away.look(queued, true);
  away.leave();
  away.look(queued, true);
  expect(away.away).toBe("asking");
  away.look({ ...queued, phase: { kind: "assigned", agent: "Bea" } }, true);
  away.look(ended, true);
  expect(away.away).toBe("asking");
  away.look(queued, true);
  away.leave();
  away.look(ended, true);
  expect(away.away).toBe("left");
  away.look(ended, false);
  expect(away.away).toBe("asking");
});
