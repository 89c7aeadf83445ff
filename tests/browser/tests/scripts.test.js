import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { becomes, isAccessible } from "../lib/check.js";
import { freePort, Gateway } from "../lib/gateway.js";
import { CHANNEL, signIn, visit } from "../lib/people.js";
import { orderServer, sections, telephoneCompany, TOKEN } from "../lib/script.js";
import { suite } from "../lib/suite.js";

const toured = suite({}, async () => {
  process.env.FRONTDESK_TEST_TOKEN = TOKEN;
  const [orders, telephone, port] = [await orderServer(), await telephoneCompany(), await freePort()];
  const keys = { [`channel.${CHANNEL}.script`]: "tour", "agent.sam.role": "admin" };
  const gateway = await Gateway.start(keys, { port, sections: sections({ orders: orders.origin, telephone: telephone.origin, port }) });
  const close = async () => {
    await gateway.close();
    orders.close();
    telephone.close();
  };
  return { gateway, orders, telephone, close };
});

const PHONE = "+14155550100";

/** What somebody on the telephone is sent next, in order. */
async function texted({ telephone }, ...texts) {
  await becomes("what was sent", () => telephone.textsTo(PHONE).slice(0, texts.length), texts);
  await becomes("nothing else was sent", () => telephone.textsTo(PHONE).length, texts.length);
}

toured("one script leads a visitor by buttons and a telephone by numbers, through a bot and a server, to the same end", async ({ browsers, gateway, world }) => {
  const visitor = await visit(await browsers.person(), gateway);
  const { page } = visitor;
  await visitor.start("Ada");
  await visitor.sees("What is it about?");
  const choices = page.getByRole("group", { name: "Answers to choose from" });
  await becomes("what may be chosen", () => choices.getByRole("button").allInnerTexts(), ["My order", "Leave a message", "A person"]);
  // By keyboard, and again after a reload.
  await page.reload();
  await choices.getByRole("button", { name: "My order" }).press("Enter");
  await visitor.sees("Which order is it?");
  await becomes("the focus is where one writes", () => visitor.composer.evaluate((field) => field.getRootNode().activeElement === field), true);
  await visitor.say("77");
  await visitor.sees("Order 77 is on its way.");
  await choices.getByRole("button", { name: "5", exact: true }).click();
  await visitor.sees("Thank you.");
  await visitor.sees("Goodbye");
  await visitor.hasEnded();
  assert.deepEqual(world.orders.asked.map(({ order, token }) => [order, token]), [["77", `Bearer ${TOKEN}`]]);

  const webhook = `http://127.0.0.1:${gateway.port}/api/v1/channels/texts/webhook`;
  const writes = (text) => world.telephone.brings(PHONE, text, webhook);
  const said = ["Welcome to the tea shop.", "What is it about?\n1. My order\n2. Leave a message\n3. A person"];
  await writes("hello");
  await texted(world, ...said);
  await writes("1");
  said.push("Which order is it?");
  await texted(world, ...said);
  await writes("77");
  said.push("Order 77 is on its way.", "How was it, from 1 to 5?");
  await texted(world, ...said);
  await writes("4");
  said.push("Thank you.", "Goodbye");
  await texted(world, ...said);

  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "reports" });
  await sam.page.getByRole("region", { name: "Satisfaction" }).getByText("of 5 · 2 answers").waitFor();
});

toured("whoever will not wait leaves a message, which is a case, and a message by telephone is one too", async ({ browsers, gateway, world }) => {
  const visitor = await visit(await browsers.person(), gateway);
  const { page } = visitor;
  await visitor.start("Ben");
  await page.getByRole("button", { name: "A person" }).click();
  await visitor.isQueued(1);
  await visitor.sees("You are number 1.");
  await page.getByRole("button", { name: "I will not wait" }).click();
  await visitor.sees("What shall we answer to?");
  await visitor.say("Do you have <b>Assam</b>?");
  await visitor.sees("We have your message.");
  await visitor.hasEnded();

  const webhook = `http://127.0.0.1:${gateway.port}/api/v1/channels/texts/webhook`;
  await world.telephone.brings(PHONE, "hi", webhook);
  await becomes("the menu came", () => world.telephone.textsTo(PHONE).length, 2);
  await world.telephone.brings(PHONE, "2", webhook);
  await becomes("it is asked for", () => world.telephone.textsTo(PHONE).at(-1), "What shall we answer to?");
  await world.telephone.brings(PHONE, "Call me, please.", webhook);
  await becomes("it is kept", () => world.telephone.textsTo(PHONE).slice(-2), ["We have your message.", "Goodbye"]);
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const cases = await sam.page.evaluate(async () => {
    const read = async (id) => (await fetch(`/api/v1/cases/${id}`)).json();
    return [await read("cas_1"), await read("cas_2")].map(({ description }) => description);
  });
  assert.deepEqual(cases, ["Do you have <b>Assam</b>?", "Call me, please."]);
});

toured("an admin changes a script in the console: its comments stay, who is in it keeps theirs, and it is rolled back", async ({ browsers, gateway }) => {
  const before = await visit(await browsers.person(), gateway);
  await before.start("Ada");
  await before.sees("What is it about?");
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "scripts/tour" });
  const { page } = sam;
  await page.getByRole("radio", { name: "List" }).or(page.getByRole("tab", { name: "List" })).or(page.getByRole("button", { name: "List", exact: true })).first().click();
  await page.getByRole("treeitem").filter({ hasText: "Welcome to the tea shop." }).first().click();
  await page.keyboard.press("Enter");
  const text = page.getByRole("group", { name: "Text", exact: true }).locator("textarea");
  await text.fill("Good day, and welcome.");
  await text.blur();
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByText("Good day, and welcome.").first().waitFor();
  await page.getByRole("dialog").getByRole("button", { name: /^Publish/ }).click();
  await becomes("the file says so", () => readFileSync(gateway.config, "utf8").includes("Good day, and welcome."), true);
  const file = readFileSync(gateway.config, "utf8");
  assert.match(file, /# The tour: one object of every kind\./);
  assert.match(file, /open = "hello" # day and night/);

  const after = await visit(await browsers.person(), gateway);
  await after.start("Ben");
  await after.sees("Good day, and welcome.");
  await before.page.getByRole("button", { name: "A person" }).click();
  await before.isQueued(1);
  assert.deepEqual((await before.bubbles()).filter((said) => said.includes("Good day")), []);
});

toured("an admin leads a made-up contact through a script, and says what a server answers", async ({ browsers, gateway }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "scripts/tour" });
  const { page } = sam;
  await page.getByRole("button", { name: "Test run" }).click();
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByLabel("Variables 1: Name").fill("_order");
  await page.getByLabel("Variables 1: Value").fill("77");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  const log = page.getByRole("log", { name: "What was said" });
  await log.getByText("Welcome to the tea shop.").waitFor();
  const answers = page.getByRole("group", { name: "What was asked outside answers" });
  await answers.getByRole("button", { name: "Nobody" }).click();
  await page.getByRole("group", { name: "Choices" }).getByRole("button", { name: "My order" }).click();
  await answers.getByRole("button", { name: "It hands over" }).click();
  await answers.getByLabel("_status").fill("on its way");
  await isAccessible(page, "a call's answer");
  await answers.getByRole("button", { name: "It answers" }).click();
  await log.getByText("Order 77 is on its way.").waitFor();
  await page.getByRole("button", { name: "One step back" }).click();
  await answers.getByRole("button", { name: "No answer" }).click();
  await log.getByText("We cannot see order 77.").waitFor();
});
