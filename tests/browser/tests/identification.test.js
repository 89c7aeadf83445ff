import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const account = '{ name = "account_number", ask = "require", pattern = "AT-##", must_match = true }';
const topic = '{ name = "topic", label = { en = "Your topic", de = "Ihr Thema" }, kind = "choice", choices = ["Tea", { value = "repair", label = { en = "A repair", de = "Eine Reparatur" } }] }';
const requiring = suite({ "channel.shop-chat.form": `[${account}, { name = "email" }, ${topic}]` });
const allowing = suite({ "channel.shop-chat.form": '[{ name = "account_number", must_match = true }]' });

const field = (visitor, name) => visitor.page.getByRole("textbox", { name });
const start = (visitor) => visitor.page.getByRole("button", { name: "Start chat" }).click();

/** A record of somebody with this number. */
async function customer(agent, name, number) {
  const draft = { name, account_number: number, addresses: [], notes: "" };
  const status = await agent.page.evaluate(async (body) => {
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/v1/customers", { method: "POST", headers, body })).status;
  }, JSON.stringify({ draft }));
  assert.equal(status, 201);
}

const hasFocus = (visitor) => visitor.page.evaluate(() => {
  const root = globalThis.document.querySelector("frontdesk-chat")?.shadowRoot;
  return root?.activeElement?.id ?? null;
});

requiring("only whom the records know gets a chat, and what is wrong is said at its field, by keyboard", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await customer(bea, "Ada", "AT-77");
  const visitor = await visitShop(await browsers.person(), gateway);
  const { page } = visitor;
  await field(visitor, "Your name").press("Enter");
  await page.getByText("Please fill this in.").first().waitFor();
  await becomes("the first field that is wrong", () => hasFocus(visitor), "field-name");
  await page.keyboard.type("Ada");
  await page.keyboard.press("Enter");
  await becomes("the next one", () => hasFocus(visitor), "field-account_number");
  await page.keyboard.type("77");
  await page.keyboard.press("Tab");
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Enter");
  await page.getByText("Please enter it like AT-00.").waitFor();
  await page.getByText("Please enter it like ann@example.com.").waitFor();
  assert.equal(await field(visitor, "Account number").getAttribute("aria-invalid"), "true");
  await field(visitor, /^Email/).fill("ada@example.com");
  await field(visitor, "Account number").fill("AT-78");
  await page.getByLabel(/^Your topic/).selectOption({ label: "A repair" });
  await start(visitor);
  await page.getByText("We do not find you by this.", { exact: false }).waitFor();
  await becomes("the field that was refused", () => hasFocus(visitor), "field-account_number");
  assert.equal(await bea.offer("Ada").count(), 0);

  await field(visitor, "Account number").fill("at-77");
  await start(visitor);
  await bea.accept("Ada");
  await visitor.talksWith("Bea");
  const record = bea.page.getByRole("region", { name: "Record" });
  await record.getByText("Found by account number, not verified").waitFor();
  await bea.page.getByText("repair", { exact: true }).waitFor();
  assert.equal(await bea.page.getByText("Not identified").count(), 0);
});

requiring("whoever guesses is told to come back later, right or wrong, and by a page of its own in its language, too", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await customer(bea, "Ada", "AT-77");
  const visitor = await visit(await browsers.person(), gateway);
  await field(visitor, "Your name").fill("Eve");
  for (const guess of ["AT-01", "AT-02", "AT-03", "AT-04", "AT-05"]) {
    await field(visitor, "Account number").fill(guess);
    await start(visitor);
    await visitor.page.getByText("We do not find you by this.", { exact: false }).waitFor();
  }
  for (const guess of ["AT-06", "AT-77"]) {
    await field(visitor, "Account number").fill(guess);
    await start(visitor);
    await visitor.page.getByText("Please try again in ten minutes.").waitFor();
  }

  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/chat/shop-chat?lang=de`);
  await page.getByLabel(/^Ihr Thema/).selectOption({ label: "Eine Reparatur" });
  await page.getByLabel("Ihr Name").fill("Ada");
  await page.getByLabel("Kundennummer").fill("AT-07");
  await page.getByRole("button", { name: "Chat starten" }).click();
  await page.getByText("Damit finden wir Sie nicht.", { exact: false }).waitFor();
  await page.getByLabel("Kundennummer").fill("AT-77");
  await page.getByRole("button", { name: "Chat starten" }).click();
  await bea.accept("Ada");
});

allowing("where a number may be left out everybody gets a chat, and the agent sees who was not found", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.start("Eve", "AT-99");
  await bea.accept("Eve");
  await bea.page.getByText("Not identified").waitFor();
  await bea.page.getByText("As the customer gave it; not verified").waitFor();
});

allowing("the form is filled in with what the page knows, and the visitor has the last word", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  const says = (call, value) => visitor.page.evaluate(([name, said]) => globalThis.Frontdesk[name](said), [call, value]);
  await says("setCustomerInfo", { name: "Ada" });
  await says("setVariables", { $accountNumber: "AT-1" });
  await becomes("the number that the page knows", () => field(visitor, /^Account number/).inputValue(), "AT-1");
  assert.equal(await field(visitor, "Your name").inputValue(), "Ada");
  await field(visitor, /^Account number/).fill("AT-2");
  await says("setVariables", { $accountNumber: "AT-3" });
  assert.equal(await field(visitor, /^Account number/).inputValue(), "AT-2", "what the visitor typed stays");
  await start(visitor);
  await bea.accept("Ada");
  await bea.page.getByText("AT-2", { exact: true }).first().waitFor();
});

allowing("what the page says of its visitor is there for the agent, changes during the chat, and is hidden where it is masked", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  const says = (call, value) => visitor.page.evaluate(([name, said]) => globalThis.Frontdesk[name](said), [call, value]);
  await says("setCustomerInfo", { plan: "gold" });
  await says("setVariables", { _card: { value: "4111 1111", label: "Card", masked: true }, _vip: { value: true, label: "VIP" } });
  await visitor.start("Ada");
  await bea.accept("Ada");
  await bea.page.getByText("gold", { exact: true }).waitFor();
  await bea.page.getByRole("img", { name: "Masked" }).waitFor();
  assert.equal(await bea.page.getByText("4111").count(), 0);
  await says("setCustomerInfo", { plan: "silver" });
  await bea.page.getByText("silver", { exact: true }).waitFor();
  await says("setVariables", { plan: 1 });
  await becomes("one complaint", () => browsers.complaints.length, 1);
  assert.match(browsers.complaints.pop(), /Frontdesk ignores plan/);
  assert.doesNotMatch(gateway.log, /4111|silver/);
});
