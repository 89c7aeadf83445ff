import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const spoken = { "queue.sales.language_wait_s": 3600, "agent.ana.languages.primary": "en", "agent.bea.languages.primary": "es" };
const test = suite(spoken);
const testWithForm = suite({ ...spoken, "channel.shop-chat.languages": '["de", "en", "es"]' });

/** Ana speaks English and has been idle longer; Bea speaks Spanish. Every browser is English. */
async function staff(browsers, gateway) {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  const bea = await signIn(await browsers.person(), gateway, "bea");
  return { ana, bea };
}

/** The page's own script says what the visitor speaks. */
const pageSays = (page, tag) => page.evaluate((language) => globalThis.Frontdesk.setLanguage(language), tag);

testWithForm("a visitor whose browser is English and who chose Spanish in the form comes to who speaks Spanish", async ({ browsers, gateway }) => {
  const { ana, bea } = await staff(browsers, gateway);
  const visitor = await visit(await browsers.person(), gateway);
  const field = visitor.page.getByLabel("Language");
  await becomes("the browser's language is offered first", () => field.inputValue(), "en");
  assert.deepEqual(await field.getByRole("option").allInnerTexts(), ["Deutsch", "English", "español"]);
  await field.selectOption({ label: "español" });
  await visitor.start("Ada");
  await bea.offer("Ada").waitFor();
  assert.equal(await ana.offer("Ada").count(), 0, "who speaks English is not asked");
  await bea.accept("Ada");
  await visitor.talksWith("Bea");
});

testWithForm("what the visitor chose in the form counts more than what the page says", async ({ browsers, gateway }) => {
  const { ana, bea } = await staff(browsers, gateway);
  const visitor = await visitShop(await browsers.person(), gateway);
  const field = visitor.page.getByLabel("Language");
  await field.waitFor();
  await pageSays(visitor.page, "de-AT");
  await becomes("the page's word is offered first", () => field.inputValue(), "de");
  await field.selectOption("es");
  await pageSays(visitor.page, "en");
  await visitor.start("Ada");
  await bea.offer("Ada").waitFor();
  assert.equal(await ana.offer("Ada").count(), 0, "who speaks the page's language is not asked");
});

test("a visitor whose page says Spanish before the chat is opened comes to who speaks Spanish", async ({ browsers, gateway }) => {
  const { ana, bea } = await staff(browsers, gateway);
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/demo/`);
  await page.waitForFunction(() => "Frontdesk" in globalThis);
  await pageSays(page, "es");
  await page.locator("frontdesk-chat").getByRole("button").click();
  assert.equal(await page.getByLabel("Language").count(), 0, "the form does not ask where no languages are configured");
  await page.getByLabel("Your name").fill("Ada");
  await page.getByRole("button", { name: "Start chat" }).click();
  await bea.offer("Ada").waitFor();
  assert.equal(await ana.offer("Ada").count(), 0, "who speaks English is not asked");
});

test("a page can change its word while somebody waits, and the console says what is no language", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const ana = await signIn(await browsers.person(), gateway, "ana", { available: false });
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.start("Ada");
  await visitor.isQueued(1);
  await pageSays(visitor.page, "es_ES");
  await becomes("one complaint", () => browsers.complaints.length, 1);
  assert.match(browsers.complaints.pop(), /Frontdesk ignores the language: "es_ES" is no language tag/);
  await pageSays(visitor.page, "es");
  await bea.offer("Ada").waitFor();
  assert.equal(await ana.offer("Ada").count(), 0);
});
