import assert from "node:assert/strict";
import { signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({ "queue.sales.offer_s": 15 });

test("an agent who lets an offer expire is away, and the visitor keeps the place", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.offer("Ada").waitFor();
  await agent.page.getByText(/You missed the offer of Ada/).first().waitFor({ timeout: 30_000 });
  await agent.isPresent("Away");
  await visitor.isQueued(1);
  await agent.page.getByRole("button", { name: "Set me to Available" }).first().click();
  await agent.isPresent("Available");
});

test("an offer that one agent lets expire goes to the other", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await ana.offer("Ada").waitFor();
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await bea.offer("Ada").waitFor({ timeout: 30_000 });
  await bea.accept("Ada");
  await visitor.talksWith("Bea");
});

test("only an agent with the permission may decline, and the visitor goes to the next", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await bea.offer("Ada").waitFor();
  const ana = await signIn(await browsers.person(), gateway, "ana");
  await bea.offer("Ada").getByRole("button", { name: /^Decline/ }).click();
  await ana.offer("Ada").waitFor();
  assert.equal(await ana.offer("Ada").getByRole("button", { name: /^Decline/ }).count(), 0);
  assert.equal(await bea.offer("Ada").count(), 0);
});

test("an open offer follows what the visitor writes", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.offer("Ada").waitFor();
  for (const text of ["Where is my tea?", "It was ordered on Monday"]) {
    await visitor.say(text);
    await agent.offer("Ada").getByText(text, { exact: true }).waitFor();
  }
  await agent.page.reload();
  await agent.offer("Ada").getByText("It was ordered on Monday", { exact: true }).waitFor();
  await agent.accept("Ada");
  await agent.sees("Ada", "Where is my tea?");
  await agent.sees("Ada", "It was ordered on Monday");
});

test("a visitor who leaves the line takes the offer along", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.offer("Ada").waitFor();
  await visitor.page.getByRole("button", { name: "End chat" }).click();
  await visitor.page
    .getByRole("group", { name: "Do you want to end this chat?" })
    .getByRole("button", { name: "End chat" })
    .click();
  await agent.page.getByText("Ada left before you answered.").first().waitFor();
});
