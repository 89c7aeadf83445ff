import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();

const record = (agent) => agent.page.getByRole("region", { name: "Record" });

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

/** Makes a record of what is on the screen. */
async function save(agent, form) {
  await record(agent).getByRole("form", { name: form }).getByRole("button", { name: "Save" }).click();
  await record(agent).getByRole("form", { name: form }).waitFor({ state: "detached" });
}

test("an agent makes a record in the middle of a chat, and the customer's next chat opens it", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await talk(browsers, gateway, bea, "Ada", "AT-77 120");
  const form = record(bea).getByRole("form", { name: "New customer" });
  await record(bea).getByText("No record yet").waitFor();
  await record(bea).getByRole("button", { name: "New customer" }).click();
  assert.equal(await form.getByRole("textbox", { name: /^Name/ }).inputValue(), "Ada");
  assert.equal(await form.getByRole("textbox", { name: "Account number" }).inputValue(), "AT-77 120");
  await form.getByRole("button", { name: "Add email" }).click();
  await form.getByRole("textbox", { name: "Email", exact: true }).fill("nonsense");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText(/no email address/).waitFor();
  await form.getByRole("textbox", { name: "Email", exact: true }).fill("Ada@Example.com");
  await form.getByRole("textbox", { name: "Notes" }).fill("Likes Darjeeling.");
  await save(bea, "New customer");
  await record(bea).getByText("ada@example.com").waitFor();
  await record(bea).getByText("Changed by Bea", { exact: false }).waitFor();
  await hangUp(bea, "Ada");

  await talk(browsers, gateway, bea, "A. Lovelace", "at77120");
  await record(bea).getByText("Likes Darjeeling.").waitFor();
  await record(bea).getByText("Found by account number, not verified").waitFor();
  await record(bea).getByRole("button", { name: "This is them" }).click();
  await record(bea).getByText("Found by account number, not verified").waitFor({ state: "detached" });
  await record(bea).getByText("Likes Darjeeling.").waitFor();
});

test("an account number that somebody else has is said at its field, and who is meant can be looked for instead", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await talk(browsers, gateway, bea, "Ada", "AT-1");
  await record(bea).getByRole("button", { name: "New customer" }).click();
  await save(bea, "New customer");
  await hangUp(bea, "Ada");

  await talk(browsers, gateway, bea, "Ben");
  await record(bea).getByRole("button", { name: "New customer" }).click();
  const form = record(bea).getByRole("form", { name: "New customer" });
  const account = form.getByRole("textbox", { name: "Account number" });
  await account.fill("at 1");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("The account number is cus_1's already.").waitFor();
  assert.equal(await account.getAttribute("aria-invalid"), "true");
  await form.getByRole("button", { name: "Cancel" }).click();
  await record(bea).getByRole("searchbox", { name: "Find a customer" }).fill("ada");
  await record(bea).getByRole("radio", { name: /^Ada/ }).check();
  await record(bea).getByRole("button", { name: "This is them" }).click();
  await record(bea).getByText("Changed by Bea", { exact: false }).waitFor();
});

test("what two agents change at once is kept once, and the later sees it", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await talk(browsers, gateway, bea, "Ada", "AT-1");
  await record(bea).getByRole("button", { name: "New customer" }).click();
  await save(bea, "New customer");
  await record(bea).getByRole("button", { name: "Edit" }).click();
  const form = record(bea).getByRole("form", { name: "Change the record" });
  await form.getByRole("textbox", { name: "Notes" }).fill("mine");

  const elsewhere = await bea.page.evaluate(async () => {
    const { items } = await (await fetch("/api/v1/customers?q=ada")).json();
    const [{ id, version }] = items;
    const draft = { name: "Ada", account_number: "AT-1", addresses: [], notes: "theirs" };
    const headers = { "content-type": "application/json" };
    return (await fetch(`/api/v1/customers/${id}`, { method: "PUT", headers, body: JSON.stringify({ version, draft }) })).status;
  });
  assert.equal(elsewhere, 200);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText(/Somebody else has changed this record/).waitFor();
  assert.equal(await form.getByRole("textbox", { name: "Notes" }).inputValue(), "mine", "what was typed is still there");
  await form.getByRole("button", { name: "Load theirs" }).click();
  const notes = form.getByRole("textbox", { name: "Notes" });
  await becomes("what the other one noted", () => notes.inputValue(), "theirs");
  await notes.fill("theirs and mine");
  await save(bea, "Change the record");
  await record(bea).getByText("theirs and mine").waitFor();
});
