import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { becomes } from "../lib/check.js";
import { signIn, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const SECRET = "what the shop's server and the gateway know";
process.env.SHOP_IDENTITY = SECRET;
const test = suite({ "channel.shop-chat.identity.secret.env": "SHOP_IDENTITY" });

/** What the shop's server signs for a customer who is signed in there. */
function signed(number, secret = SECRET) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: number, name: `Customer ${number}`, exp: Math.floor(Date.now() / 1000) + 600, email: `${number}@example.com`, email_verified: true };
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

const pageSays = (page, token) => page.evaluate((identity) => globalThis.Frontdesk.identify(identity), token);
const card = (agent) => agent.page.getByRole("region", { name: "Verified" });

test("a customer who is signed in on the site is verified for the agent, and nothing of theirs stays when they sign out", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  await pageSays(visitor.page, signed("1042"));
  await visitor.start("Ada");
  const offer = bea.offer("Customer 1042");
  await offer.getByText("Verified").waitFor();
  await bea.accept("Customer 1042");
  await card(bea).getByText("1042", { exact: true }).waitFor();
  await card(bea).getByText("1042@example.com").waitFor();
  await visitor.talksWith("Bea");
  await visitor.say("My order is late");
  await bea.sees("Customer 1042", "My order is late");

  await pageSays(visitor.page, null);
  await visitor.page.getByLabel("Your name").waitFor();
  assert.equal(await visitor.page.getByText("My order is late").count(), 0);
  await visitor.page.reload();
  await visitor.launcher.click();
  await visitor.page.getByLabel("Your name").waitFor();

  // Whoever comes next is nobody in particular.
  await visitor.start("Eve");
  await bea.accept("Eve");
  assert.equal(await card(bea).count(), 0);
});

test("a visitor who signs in during a chat keeps it and is verified at once, and somebody else who signs in has one of their own", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.start("Ada");
  await bea.accept("Ada");
  await visitor.say("Where is my order?");
  await bea.sees("Ada", "Where is my order?");
  assert.equal(await card(bea).count(), 0, "nobody has vouched for her yet");

  await pageSays(visitor.page, signed("1042"));
  await card(bea).getByText("1042", { exact: true }).waitFor();
  await bea.say("Customer 1042", "Let me look.");
  await visitor.sees("Let me look.");
  assert.deepEqual(await visitor.bubbles(), ["Where is my order?", "Let me look."]);

  await pageSays(visitor.page, signed("1043"));
  await visitor.page.getByLabel("Your name").waitFor();
  assert.equal(await visitor.page.getByText("Let me look.").count(), 0);
});

test("what the shop did not sign verifies nobody, the page's console says so, and the chat goes on", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  await pageSays(visitor.page, signed("1042", "a secret of somebody who is not the shop"));
  await becomes("one complaint", () => browsers.complaints.length, 1);
  assert.match(browsers.complaints.pop(), /Frontdesk: the identity is not signed with this channel's secret/);
  await pageSays(visitor.page, 5);
  await becomes("one complaint", () => browsers.complaints.length, 1);
  assert.match(browsers.complaints.pop(), /neither a token that the site's server signed nor null/);
  await visitor.start("Ada");
  await bea.accept("Ada");
  assert.equal(await card(bea).count(), 0);
});
