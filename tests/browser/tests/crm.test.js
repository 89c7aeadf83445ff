import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({ "agent.sam.role": "admin" });
const onOffer = suite({ "console.screen_pop": '"offer"' });

const record = (agent) => agent.page.getByRole("region", { name: "Record", exact: true });
const details = (agent) => agent.page.getByRole("region", { name: "Details" });
const list = (agent) => agent.page.getByRole("region", { name: "List of customers" });
const button = (where, name) => where.getByRole("button", { name, exact: true });

/** A visitor who gives their account number, in a talk with the agent. */
async function talk(browsers, gateway, agent, name, account) {
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.start(name, account);
  await agent.accept(name);
  await visitor.talksWith("Bea");
  return visitor;
}

async function hangUp(agent, name) {
  await agent.end(name);
  await agent.finish("sold");
}

/** Asks the API as whoever is signed in; answers the status and what came. */
function ask(agent, method, path, body) {
  return agent.page.evaluate(
    async ([how, where, what]) => {
      const init = what === null ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(what) };
      const answer = await fetch(`/api/v1${where}`, { method: how, ...init });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    [method, path, body ?? null],
  );
}

async function customer(agent, name, more = {}) {
  const draft = { name, account_number: null, addresses: [], notes: "", ...more };
  const { status, body } = await ask(agent, "POST", "/customers", { draft, conversation: null });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

/** Types into the list, and waits until only these are there. */
async function look(agent, text, names) {
  await agent.page.getByRole("searchbox", { name: "Search customers" }).fill(text);
  await becomes(`who is found by ${text}`, async () => (await list(agent).locator("[data-customer] .who").allInnerTexts()).sort(), [...names].sort());
}

async function more(agent, what) {
  await button(details(agent), "More for this record").click();
  await agent.page.getByRole("menuitem", { name: what }).click();
}

test("a case that comes up in a chat is beside the customer's next chat, with the words they wrote", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const ada = await talk(browsers, gateway, bea, "Ada", "AT-77 120");
  await button(record(bea), "New customer").click();
  const form = record(bea).getByRole("form", { name: "New customer" });
  await button(form, "Save").click();
  await form.waitFor({ state: "detached" });
  await ada.say("The lid of the blue pot is cracked");
  await bea.sees("Ada", "The lid of the blue pot is cracked");

  await bea.page.keyboard.press("Alt+m");
  const bar = bea.page.getByRole("toolbar");
  await button(bar, "Case subject").click();
  const subject = record(bea).getByRole("textbox", { name: /^Subject/ });
  assert.equal(await subject.inputValue(), "The lid of the blue pot is cracked");
  await record(bea).getByRole("combobox", { name: "Priority" }).selectOption("high");
  await button(record(bea), "Create case").click();
  await record(bea).getByText("1 open case").waitFor();
  await hangUp(bea, "Ada");

  await talk(browsers, gateway, bea, "A. Lovelace", "at77120");
  await record(bea).getByText("1 open case").waitFor();
  const link = record(bea).getByRole("link", { name: /^The lid of the blue pot is cracked High/ });
  assert.equal(await button(record(bea), "New case").getAttribute("aria-disabled"), "true", "nobody has said yet that it is them");
  await button(record(bea), "This is them").click();
  await becomes("a new case can be opened", () => button(record(bea), "New case").getAttribute("aria-disabled"), "false");
  await link.click();
  await details(bea).getByRole("heading", { name: /lid of the blue pot/, level: 2 }).waitFor();
  await details(bea).getByRole("textbox", { name: "New follow-up" }).fill("A new lid is on its way.");
  await button(details(bea), "Add follow-up").click();
  await details(bea).getByText("A new lid is on its way.").waitFor();
  await button(details(bea), "New task").click();
  await details(bea).getByRole("textbox", { name: "What is to be done" }).fill("Ask whether the lid fits");
  await button(details(bea), "Add task").click();
  await details(bea).getByRole("checkbox", { name: "Ask whether the lid fits" }).waitFor();
  await list(bea).getByRole("link", { name: "My tasks" }).click();
  await details(bea).getByRole("checkbox", { name: "Ask whether the lid fits" }).click();
  await details(bea).getByRole("checkbox", { name: "Ask whether the lid fits", checked: true }).waitFor();
});

test("of three who may be theirs one is chosen by the agent, never by the gateway", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const number = [{ kind: "phone", value: "+436601234567" }];
  for (const name of ["Ada Lovelace", "A. Lovelace", "Ada King"]) await customer(bea, name, { addresses: number });
  const visitor = await visitShop(await browsers.person(), gateway);
  await visitor.page.evaluate(() => globalThis.Frontdesk.setCustomerInfo({ phone: "+43 660 1234567" }));
  await visitor.start("Ada");
  await bea.accept("Ada");
  await record(bea).getByText("3 records could be theirs").waitFor();
  assert.equal(await record(bea).getByRole("radio", { checked: true }).count(), 0, "none is proposed");
  assert.equal(await button(record(bea), "This is them").getAttribute("aria-disabled"), "true");
  await record(bea).getByRole("radio", { name: /^A\. Lovelace/ }).check();
  await button(record(bea), "This is them").click();
  await becomes("who it is", () => record(bea).locator(".name").first().innerText(), "A. Lovelace");
  assert.equal(await record(bea).getByText(/could be theirs/).count(), 0);
});

test("a conversation is about a case that was open before, and the case says so", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const ada = await customer(bea, "Ada", { account_number: "AT-77" });
  const draft = { subject: "The lid is cracked", description: "", status: "open", severity: "medium", priority: "normal", visibility: "private", fields: {}, tags: [] };
  const made = await ask(bea, "POST", "/cases", { customer: ada.id, draft, conversation: null });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await talk(browsers, gateway, bea, "Ada", "AT-77");
  await button(record(bea), "This is them").click();
  await record(bea).getByRole("button", { name: "Link this conversation to “The lid is cracked”" }).click();
  await record(bea).getByText("This chat", { exact: true }).waitFor();
  const { body } = await ask(bea, "GET", `/cases/${made.body.id}`);
  assert.equal(body.conversations.length, 1);
  assert.equal((await ask(bea, "PUT", `/cases/${made.body.id}/conversations/cnv_999`)).status, 404);
});

onOffer("an offer says whose conversation it is, and the record is there when it is accepted", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await customer(bea, "Ada Lovelace", { account_number: "AT-77", tags: ["vip"] });
  const known = await visitShop(await browsers.person(), gateway);
  await known.start("Ada", "AT-77");
  const offer = bea.offer("Ada");
  await offer.getByText("Ada Lovelace").waitFor();
  await offer.getByText("Found by account number, not verified").waitFor();
  await offer.getByText("vip").waitFor();
  await bea.accept("Ada");
  await record(bea).getByText("Found by account number, not verified").waitFor();
  const stranger = await visitShop(await browsers.person(), gateway);
  await stranger.start("Eve");
  await bea.offer("Eve").getByText("Not in the customers' records").waitFor();
});

test("customers are found by any of their words and by a tag, and gone through by keys", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false });
  await customer(bea, "Ada Lovelace", { notes: "Likes Darjeeling.", tags: ["vip"] });
  await customer(bea, "Ben Baker", { addresses: [{ kind: "email", value: "ben@example.com" }] });
  await customer(bea, "Cleo Darrow", { tags: ["vip", "trade"] });
  await bea.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Customers" }).click();
  await look(bea, "darj", ["Ada Lovelace"]);
  await look(bea, "tag:vip", ["Ada Lovelace", "Cleo Darrow"]);
  await look(bea, "", ["Ada Lovelace", "Ben Baker", "Cleo Darrow"]);
  await bea.page.getByRole("searchbox", { name: "Search customers" }).press("ArrowDown");
  const first = await bea.page.evaluate(() => document.activeElement.querySelector(".who").textContent);
  await bea.page.keyboard.press("Enter");
  await details(bea).getByRole("heading", { name: first, level: 2 }).waitFor();
  assert.equal(await list(bea).getByRole("link", { name: "Import" }).count(), 0, "agents import nothing");
});

test("a file with a bad line is not written, and the mended one is", async ({ browsers, gateway }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "customers/import" });
  const choose = (text) => details(sam).getByLabel("File", { exact: true }).setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await choose("account_number,name,email\nAT-1,Ada,ada@example.com\nAT-2,Ben,nonsense\n");
  await button(details(sam), "Check the file").click();
  const row = details(sam).getByRole("row", { name: /email/ });
  await row.waitFor();
  assert.match(await row.innerText(), /^3\s+email/);
  assert.equal(await details(sam).getByRole("button", { name: /^Write/ }).count(), 0);
  await choose("account_number,name,email\nAT-1,Ada,ada@example.com\nAT-2,Ben,ben@example.com\n");
  await button(details(sam), "Check the file").click();
  await details(sam).getByText("The file is fine.").waitFor();
  await button(details(sam), "Write 2 customers").click();
  await details(sam).getByText("2 rows written.").waitFor();
  await look(sam, "", ["Ada", "Ben"]);
});

test("two records are merged, line by line, and taken apart again", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false });
  const email = [{ kind: "email", value: "ada@example.com" }];
  const ada = await customer(bea, "Ada", { addresses: email, notes: "the older" });
  await customer(bea, "A. Lovelace", { addresses: email, account_number: "AT-1", notes: "the newer" });
  await bea.page.goto(`${gateway.origin}/console/customers/${ada.id}`);
  await more(bea, /^Merge/);
  const dialog = bea.page.getByRole("dialog");
  await button(dialog, "Compare: A. Lovelace").click();
  await dialog.getByText(/undone for 30 days/).waitFor();
  await dialog.getByRole("radio", { name: "the newer" }).check();
  await button(dialog, "Merge").click();
  await dialog.waitFor({ state: "detached" });
  await details(bea).getByText("the newer").waitFor();
  await details(bea).getByText("AT-1").first().waitFor();
  await look(bea, "", ["Ada"]);
  await button(details(bea), "Undo the merge of A. Lovelace").click();
  await button(bea.page.getByRole("dialog"), "Undo the merge").click();
  await look(bea, "", ["A. Lovelace", "Ada"]);
});

test("a field of the operator's is asked for, checked, shown as a link, and retired", async ({ browsers, gateway }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "customers/fields" });
  await button(details(sam), "New field").click();
  const form = details(sam).getByRole("form", { name: "New field" });
  await form.getByRole("combobox", { name: "Kind" }).selectOption("url");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("site");
  await form.getByRole("textbox", { name: "Label" }).fill("Website");
  await button(form, "Save").click();
  await details(sam).getByRole("row", { name: /Website/ }).waitFor();

  const ada = await customer(sam, "Ada");
  await sam.page.goto(`${gateway.origin}/console/customers/${ada.id}`);
  await button(details(sam), "Edit").click();
  const edit = details(sam).getByRole("form", { name: "Change the record" });
  await edit.getByRole("textbox", { name: "Website" }).fill("javascript:alert(1)");
  await button(edit, "Save").click();
  await edit.getByText(/begins with https/).waitFor();
  await edit.getByRole("textbox", { name: "Website" }).fill("https://ada.example/");
  await button(edit, "Save").click();
  const link = details(sam).getByRole("link", { name: "https://ada.example/" });
  await link.waitFor();
  assert.match(await link.getAttribute("rel"), /noopener/);

  await list(sam).getByRole("link", { name: "Fields" }).click();
  await button(details(sam), "Change Website").click();
  await details(sam).getByText(/The kind never changes/).waitFor();
  await details(sam).getByRole("checkbox", { name: "Retire" }).check();
  await button(details(sam).getByRole("form", { name: "Change Website" }), "Save").click();
  await details(sam).getByRole("row", { name: /Website.*Retired/ }).waitFor();
  await sam.page.goto(`${gateway.origin}/console/customers/${ada.id}`);
  await details(sam).getByText("https://ada.example/").waitFor();
  await button(details(sam), "Edit").click();
  assert.equal(await details(sam).getByRole("textbox", { name: "Website" }).count(), 0);
});

test("a person is erased only by who types their name, and who looked at them is known before", async ({ browsers, gateway }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const ada = await customer(sam, "Ada Lovelace");
  await sam.page.goto(`${gateway.origin}/console/customers/${ada.id}`);
  await details(sam).getByRole("heading", { name: "Ada Lovelace", level: 2 }).waitFor();
  await more(sam, "Who looked at it");
  await sam.page.getByRole("dialog").getByText("opened").first().waitFor();
  await button(sam.page.getByRole("dialog"), "Close").click();
  await more(sam, /^Erase/);
  const dialog = sam.page.getByRole("dialog");
  const erase = button(dialog, "Erase for good");
  assert.equal(await erase.getAttribute("aria-disabled"), "true");
  await dialog.getByRole("textbox", { name: /^Type/ }).fill("Ada Lovelace");
  await becomes("it can be done", () => erase.getAttribute("aria-disabled"), "false");
  await erase.click();
  await dialog.waitFor({ state: "detached" });
  await list(sam).getByText("No customers yet").waitFor();
  assert.equal((await ask(sam, "GET", `/customers/${ada.id}`)).status, 404);
});
