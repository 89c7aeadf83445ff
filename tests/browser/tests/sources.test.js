// Connected customer systems beside a conversation: each says what it knows, and none keeps the agent waiting.
import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { CustomerSystem } from "../lib/customer-system.js";
import { Gateway } from "../lib/gateway.js";
import { signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

async function open() {
  const ann = { id: "p-7", name: "Ann Archer", account: "AT-77", email: "ann@example.com" };
  const systems = await Promise.all([CustomerSystem.start(ann), CustomerSystem.start(ann)]);
  const [books, shop] = systems;
  const sections = books.section("books", "Books") + shop.section("shop", "Old shop");
  const gateway = await Gateway.start({}, { sections });
  return {
    gateway,
    books,
    shop,
    async close() {
      await gateway.close();
      await Promise.all(systems.map((system) => system.close()));
    },
  };
}

const test = suite({}, open);

const of = (agent, title) => agent.page.getByRole("region", { name: "Record", exact: true }).getByRole("group", { name: title });

test("whom a system knows is a link to their page there and begins a record, while a silent one says so and is asked again", async ({ browsers, gateway, world }) => {
  world.shop.silent = true;
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ann", "AT-77");
  await bea.accept("Ann");
  await visitor.talksWith("Bea");
  // The records are there and the chat goes on before the silent system is given up.
  await visitor.say("Is my order on its way?");
  await bea.transcript("Ann").getByText("Is my order on its way?").waitFor();
  const silent = of(bea, "Old shop");
  await silent.getByText("Did not answer").waitFor();
  const known = of(bea, "Books");
  const link = known.getByRole("link", { name: /Ann Archer/ });
  assert.equal(await link.getAttribute("href"), "https://crm.example.com/people/p-7");
  assert.deepEqual([...new Set(world.books.asked)], ["AT-77"]);
  world.shop.silent = false;
  await silent.getByRole("button", { name: "Retry: Old shop" }).click();
  await silent.getByRole("link", { name: /Ann Archer/ }).waitFor();
  await known.getByRole("button", { name: "Take over Ann Archer into a new record" }).click();
  const form = bea.page.getByRole("region", { name: "Record", exact: true });
  assert.equal(await form.getByRole("textbox", { name: /^Name/ }).inputValue(), "Ann Archer");
});

test("a conversation that is linked with somebody is a closed case there once it has ended, with every browser closed", async ({ browsers, gateway, world }) => {
  const person = await browsers.person();
  const bea = await signIn(person, gateway, "bea");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ann", "AT-77");
  await bea.accept("Ann");
  await visitor.say("My parcel is lost");
  await bea.say("Ann", "I will look");
  await visitor.sees("I will look");
  await of(bea, "Books").getByRole("button", { name: "Use Ann Archer in Books for this conversation" }).click();
  const link = of(bea, "With them in Books");
  await link.getByText("The conversation is logged there when it closes.").waitFor();
  // It was somebody else after all, and then it was not.
  await link.getByRole("button", { name: "Undo" }).click();
  await link.waitFor({ state: "detached" });
  await of(bea, "Books").getByRole("button", { name: "Use Ann Archer in Books for this conversation" }).click();
  // What does not answer says so, and the chat goes on.
  world.books.silent = true;
  await link.getByRole("button", { name: "Open a case there" }).click();
  await link.getByRole("textbox", { name: "Subject" }).fill("Parcel 77");
  await link.getByRole("button", { name: "Open case" }).click();
  await visitor.say("Are you there?");
  await bea.sees("Ann", "Are you there?");
  await link.getByText("The customer system did not answer in time.").waitFor();
  world.books.silent = false;
  await link.getByRole("button", { name: "Open case" }).click();
  await link.getByRole("link", { name: "Case: Parcel 77" }).waitFor();
  await bea.end("Ann");
  await bea.finish("sold");
  await person.close();
  const closed = () => [...world.books.cases.values()].map(({ subject, state, notes }) => [subject, state, notes.length]);
  await becomes("the case is closed with what was said", closed, [["Parcel 77", "closed", 1]]);
  const [{ notes, person: whose }] = world.books.cases.values();
  assert.equal(whose, "p-7");
  assert.match(notes[0], /Ann: My parcel is lost\n.*Bea.*: I will look\n.*Ann: Are you there\?/);
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "history" });
  await sam.page.getByRole("region", { name: "Past conversations" }).getByRole("button", { name: /^Ann/ }).first().click();
  await sam.page.getByText("The conversation is logged there.").waitFor();
});

test("whom a system does not know is made there from what the contact said, and is linked", async ({ browsers, gateway, world }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ben", "AT-78");
  await bea.accept("Ben");
  await of(bea, "Books").getByRole("button", { name: "Create there: Books" }).click();
  const form = bea.page.getByRole("form", { name: "Create in Books" });
  assert.equal(await form.getByRole("textbox", { name: "Account number" }).inputValue(), "AT-78");
  await form.getByRole("textbox", { name: "Email" }).fill("ben@example.com");
  await form.getByRole("button", { name: "Create and use" }).click();
  await of(bea, "With them in Books").getByText("Ben").waitFor();
  assert.deepEqual(world.books.people.at(-1), { id: "p-101", name: "Ben", email: "ben@example.com", account: "AT-78" });
});
