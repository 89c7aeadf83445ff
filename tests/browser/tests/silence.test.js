import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({ "queue.sales.silence_remind_s": 1 });

test("a visitor who owes an answer is reminded in a notice, in their language, and the agent sees it", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/chat/${CHANNEL}?lang=de`);
  await page.getByLabel("Ihr Name").fill("Ada");
  await page.getByRole("button", { name: "Chat starten" }).click();
  await agent.accept("Ada");
  await agent.say("Ada", "Which number, please?");
  const reminder = "Sind Sie noch da? Wir warten auf Ihre Antwort.";
  const visitor = new Visitor(page);
  visitor.log = page.getByRole("log", { name: "Unterhaltung" });
  await visitor.sees(reminder);
  assert.equal(await visitor.log.locator(".notice").getByText(reminder).count(), 1, "as a notice");
  await becomes("what the agent wrote", () => visitor.bubbles(), ["Which number, please?"]);
  await agent.sees("Ada", reminder);
});
