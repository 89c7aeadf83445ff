// Connected customer systems beside a conversation: each says what it knows, and none keeps the agent waiting.
import assert from "node:assert/strict";
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
