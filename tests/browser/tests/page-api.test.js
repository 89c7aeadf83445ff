import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { card, invited, look, names } from "../lib/invitation.js";
import { Visitor, signIn } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({}, () => invited("page_s = 3600"));
const inviting = suite({}, () => invited("all = [{ page_s = 1 }, { data = { plan = 'gold' } }]"));

test("a page that calls everything at once, before the chat is there, is heard in order", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const page = await look(await browsers.person(), world.site);
  await page.waitForFunction(() => globalThis.Frontdesk !== undefined);
  await page.evaluate(() => {
    globalThis.heard = [];
    const same = globalThis.Frontdesk.setLanguage("es")
      .setCustomerInfo({ plan: "gold", seats: 12 })
      .resetCustomerInfo()
      .setCustomerInfo({ plan: "silver" })
      .setVariables({ _vip: true })
      .setSound(true)
      .on("session-created", ({ conversation }) => globalThis.heard.push(conversation))
      .on("session-created", () => {
        throw new Error("the page's own fault");
      })
      .start({ text: "Do you ship to Graz?" });
    if (same !== globalThis.Frontdesk) throw new Error("not the same object");
  });
  const visitor = new Visitor(page);
  await page.getByText("Do you ship to Graz?").waitFor();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await agent.sees("Ada", "Do you ship to Graz?");
  await agent.page.getByText("silver").first().waitFor();
  assert.equal(await agent.page.getByText("seats").count(), 0, "taken back");
  await becomes("the conversation", () => page.evaluate(() => globalThis.heard.length), 1);
  assert.match(await page.evaluate(() => globalThis.heard[0]), /^cnv_\d+$/);
  browsers.complaints = browsers.complaints.filter((text) => !text.includes("the page's own fault"));
});

test("a whole chat tells its events in order, and an end by the agent says so", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = new Visitor(await look(await browsers.person(), world.site));
  await visitor.page.evaluate(() => globalThis.Frontdesk.setCustomerInfo({ plan: "gold" }));
  await visitor.launcher.click();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.talksWith("Ana");
  await agent.end("Ada");
  await visitor.hasEnded();
  await becomes("the events", () => names(visitor.page), ["started", "form-opened", "info-sent", "session-created", "chat-opened", "session-ended", "ended"]);
  assert.deepEqual(await visitor.page.evaluate(() => globalThis.noted.at(-1).detail), { reason: "agent" });
});

test("a page ends a chat although it goes away at once", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = new Visitor(await look(await browsers.person(), world.site));
  await visitor.launcher.click();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.talksWith("Ana");
  await visitor.page.evaluate(() => {
    globalThis.Frontdesk.end();
    location.href = "about:blank";
  });
  await agent.page.getByRole("form", { name: "Wrap-up" }).waitFor();
});

test("before a chat an end closes the window, and is told", async ({ browsers, world }) => {
  const page = await look(await browsers.person(), world.site);
  await page.waitForFunction(() => globalThis.Frontdesk !== undefined);
  await page.evaluate(() => globalThis.Frontdesk.open());
  await page.getByLabel("Your name").waitFor();
  await page.evaluate(() => globalThis.Frontdesk.end());
  await page.getByLabel("Your name").waitFor({ state: "hidden" });
  await becomes("the events", () => names(page), ["started", "form-opened", "ended"]);
  assert.deepEqual(await page.evaluate(() => globalThis.noted.at(-1).detail), { reason: "page" });
});

inviting("what the page says makes an invitation due, with the page's own replies on it", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = new Visitor(await look(await browsers.person(), world.site));
  const { page } = visitor;
  await page.waitForFunction(() => globalThis.Frontdesk !== undefined);
  await page.evaluate(() => globalThis.Frontdesk.setInvitationQuickReplies(["Where is my order?"]).setCustomerInfo({ plan: "gold" }));
  await card(page).waitFor();
  assert.deepEqual(await card(page).getByRole("button").allInnerTexts(), ["Chat now", "Where is my order?", "No, thanks"]);
  await card(page).getByRole("button", { name: "Where is my order?" }).click();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await agent.sees("Ada", "Where is my order?");
  assert.deepEqual((await names(page)).slice(0, 3), ["invitation-shown", "started", "form-opened"]);
});
