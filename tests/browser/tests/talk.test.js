import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();

test("a visitor and an agent talk from the first word to the disposition", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana", { available: false });
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.start("Ann Archer", "12345");
  await visitor.isQueued(1);

  await agent.declare("Available");
  const offer = agent.offer("Ann Archer");
  await offer.waitFor();
  assert.match(await offer.innerText(), /12345/, "the card shows the account number");
  const seconds = async () => Number(/\d+/.exec(await offer.getByRole("timer").innerText())?.[0]);
  const first = await seconds();
  assert.ok(first > 0 && first <= 30, `${first} s are left`);
  await becomes("the countdown counts", async () => (await seconds()) < first, true);
  await agent.accept("Ann Archer");
  await visitor.talksWith("Ana");

  await visitor.composer.pressSequentially("Where is", { delay: 20 });
  await agent.page.getByText("Ann Archer is typing…").first().waitFor();
  await visitor.say("Where is my lamp?");
  await agent.sees("Ann Archer", "Where is my lamp?");

  await agent.composer("Ann Archer").pressSequentially("Let me", { delay: 20 });
  await visitor.page.getByText("Ana is typing…").waitFor();
  await agent.say("Ann Archer", "Let me have a look.");
  await visitor.sees("Let me have a look.");

  await agent.end("Ann Archer");
  await visitor.hasEnded();
  await agent.finish("sold");
  await agent.page.getByRole("heading", { name: "No conversations on your desk" }).waitFor();
  await visitor.page.getByRole("button", { name: "Start a new chat" }).waitFor();
});

test("a message keeps its letters whatever they are, and is never markup", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Zoë <b>Lee</b>");
  await agent.accept("Zoë <b>Lee</b>");
  const texts = ["<img src=x onerror=alert(1)>", "你好, 😀 é ß", "مرحبا بالعالم", "line one"];
  for (const text of texts) {
    await visitor.say(text);
    await agent.sees("Zoë <b>Lee</b>", text);
  }
  for (const text of texts) {
    await agent.say("Zoë <b>Lee</b>", `back: ${text}`);
    await visitor.sees(`back: ${text}`);
  }
  assert.equal(await agent.page.locator("img[src=x]").count(), 0);
  assert.equal(await visitor.page.locator("img[src=x]").count(), 0);
});

test("an agent accepts, replies, ends and wraps up with the keyboard alone", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ann");
  await agent.offer("Ann").waitFor();
  const { keyboard } = agent.page;
  await keyboard.press("Alt+KeyA");
  await agent.composer("Ann").waitFor();
  await becomes(
    "the composer has the focus",
    () => agent.composer("Ann").evaluate((box) => box === box.ownerDocument.activeElement),
    true,
  );
  await keyboard.type("Good morning!");
  await keyboard.press("Enter");
  await visitor.sees("Good morning!");
  await keyboard.press("Alt+KeyE");
  await agent.page.getByRole("dialog", { name: "End the conversation with Ann?" }).waitFor();
  await keyboard.press("Enter");
  await visitor.hasEnded();
  await agent.page.getByRole("form", { name: "Wrap-up" }).waitFor();
  // Tab to the disposition, wherever the focus is now.
  const disposition = agent.page.getByRole("combobox", { name: "Disposition" });
  await becomes(
    "the disposition can be reached by Tab",
    async () => {
      const focused = await disposition.evaluate((box) => box === box.ownerDocument.activeElement);
      if (!focused) await keyboard.press("Tab");
      return focused;
    },
    true,
  );
  await keyboard.press("ArrowDown");
  await keyboard.press("Alt+KeyE");
  await agent.page.getByRole("heading", { name: "No conversations on your desk" }).waitFor();
});
