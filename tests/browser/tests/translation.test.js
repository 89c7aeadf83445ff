import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { suite } from "../lib/suite.js";
import { Translator } from "../lib/translator.js";

/** The gateway with a translator beside it. */
async function open() {
  const translator = await Translator.start();
  const gateway = await Gateway.start({}, { translator: translator.url });
  return {
    gateway,
    translator,
    async close() {
      await gateway.close();
      await translator.kill();
    },
  };
}

const test = suite({}, open);

/** A customer whose page is in Spanish. */
async function visitInSpanish(context, gateway) {
  const page = await context.newPage();
  await page.goto(`${gateway.origin}/chat/${CHANNEL}?lang=es`);
  return new Visitor(page);
}

/** Their conversation, on the desk of an agent who writes English. */
async function talk({ browsers, gateway }) {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visitInSpanish(await browsers.person(), gateway);
  const { page } = visitor;
  await page.getByRole("textbox").first().fill("Lucía");
  await page.locator("form button[type=submit]").click();
  const offer = agent.offer("Lucía");
  await offer.getByText("Spanish, translated").waitFor();
  await agent.accept("Lucía");
  visitor.composer = page.locator("textarea");
  visitor.log = page.getByRole("log");
  await visitor.composer.waitFor();
  return { agent, visitor, transcript: agent.transcript("Lucía") };
}

test("a Spanish customer and an English agent read each other in their own languages", async (world) => {
  const { agent, visitor, transcript } = await talk(world);
  await visitor.say("Hola, mi pedido no ha llegado todavía.");
  await transcript.getByText("Hello, my request has not arrived still.").waitFor();
  await agent.sees("Lucía", "Hola, mi pedido no ha llegado todavía.");
  await transcript.getByText("Translated by apertium").waitFor();

  await agent.say("Lucía", "Hello, where is my order?");
  await visitor.sees("Hola, dónde es mi orden?");
  await agent.sees("Lucía", "Hello, where is my order?");
  await agent.sees("Lucía", "Hola, dónde es mi orden?");
  assert.equal(await visitor.log.getByText("Hello, where is my order?").count(), 0, "the original stays here");

  // Original, translated, both.
  const { page } = agent;
  await page.keyboard.press("Alt+KeyT");
  await transcript.getByText("Hello, my request has not arrived still.").waitFor({ state: "detached" });
  await agent.sees("Lucía", "Hola, dónde es mi orden?");
  assert.equal(await transcript.getByText("Hello, where is my order?", { exact: true }).count(), 0);
  await page.keyboard.press("Alt+KeyT");
  await transcript.getByText("Hello, my request has not arrived still.").waitFor();
  assert.equal(await transcript.getByText("Hola, mi pedido no ha llegado todavía.", { exact: true }).count(), 0);
  await page.keyboard.press("Alt+KeyT");
  await agent.sees("Lucía", "Hola, mi pedido no ha llegado todavía.");

  // It is all there after a reload.
  await page.reload();
  await transcript.getByText("Hello, my request has not arrived still.").waitFor();
  await agent.sees("Lucía", "Hola, dónde es mi orden?");
});

test("an agent sees the translation before it is sent, and sends it as they change it", async (world) => {
  const { agent, visitor } = await talk(world);
  const { page } = agent;
  await agent.composer("Lucía").fill("See https://example.com/a?b=c about order #17, {name}");
  await page.keyboard.press("Alt+KeyP");
  const preview = page.getByRole("textbox", { name: "Translation into Spanish" });
  await preview.waitFor();
  const words = await preview.inputValue();
  for (const kept of ["https://example.com/a?b=c", "#17", "{name}"]) assert.ok(words.includes(kept), `${kept} in ${words}`);
  await preview.fill("Mire https://example.com/a?b=c, por favor.");
  await preview.press("Enter");
  await visitor.log.getByText("por favor").waitFor();
  await agent.transcript("Lucía").getByText("Translated by apertium, edited").waitFor();
});

test("a translator that dies in the middle of a talk stops nothing", async (world) => {
  const { agent, visitor, transcript } = await talk(world);
  await visitor.say("Gracias por esperar.");
  await transcript.getByText("Translated by apertium").waitFor();
  await world.world.translator.kill();
  await agent.say("Lucía", "One moment, please.");
  await visitor.sees("One moment, please.");
  await transcript.getByText("Sent as written: the translator failed").waitFor();
  await visitor.say("¿Qué significa eso?");
  await agent.sees("Lucía", "¿Qué significa eso?");
  const failed = transcript.getByText("Not translated: the translator failed");
  await failed.waitFor();

  // It comes back, and what was missed can be had.
  await world.world.translator.resume();
  await becomes(
    "the message is translated",
    async () => {
      // The button goes as soon as the translation comes.
      const again = transcript.getByRole("button", { name: "Translate again" });
      if ((await again.count()) > 0) await again.first().click({ timeout: 1_000 }).catch(() => undefined);
      return (await failed.count()) === 0;
    },
    true,
  );
});

test("a translator that hangs costs an answer two seconds and no more", async (world) => {
  const { agent, visitor, transcript } = await talk(world);
  world.world.translator.freeze();
  const began = Date.now();
  await agent.say("Lucía", "This sentence has not been translated before.");
  await visitor.sees("This sentence has not been translated before.");
  assert.ok(Date.now() - began < 6_000, `${Date.now() - began} ms`);
  await transcript.getByText("Sent as written: no translation in time").waitFor();
});
