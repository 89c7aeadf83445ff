import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { CHANNEL, signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const satisfied = suite({ [`channel.${CHANNEL}.survey`]: '{ kind = "csat", question = { en = "How was your tea talk?", de = "Wie war es?" } }' });
const recommending = suite({ [`channel.${CHANNEL}.survey`]: '{ kind = "nps", comment = false }' });

/** A chat with Bea that she ends. */
async function over(agent, visitor, name) {
  await visitor.start(name);
  await agent.accept(name);
  await visitor.talksWith("Bea");
  await agent.end(name);
  await agent.finish("sold");
  await visitor.hasEnded();
}

satisfied("a visitor says by keyboard how it was, once, and the agent and the supervisor read it", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visitShop(await browsers.person(), gateway);
  const { page } = visitor;
  await over(bea, visitor, "Ada");
  await page.getByText("How was your tea talk?").waitFor();
  const send = page.getByRole("button", { name: "Send", exact: true });
  assert.equal(await send.isVisible(), false, "there is nothing to send yet");
  await page.getByRole("radio", { name: "Neither satisfied nor dissatisfied" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await becomes("what is chosen", () => page.getByRole("radio", { name: "Satisfied", exact: true }).isChecked(), true);
  await page.getByLabel(/^Would you like to add/).fill("<b>Kind</b> and quick.");
  await send.click();
  await page.getByText("Thank you for your answer.").waitFor();
  // On the next page the first answer still counts.
  await page.reload();
  await visitor.launcher.click();
  await page.getByRole("radio", { name: "Very dissatisfied" }).check({ force: true });
  await send.click();
  await page.getByText("Thank you for your answer.").waitFor();

  await bea.page.goto(`${gateway.origin}/console/history`);
  await bea.page.getByRole("region", { name: "Past conversations" }).getByRole("button", { name: /Ada/ }).click();
  await bea.page.getByText("4 of 5, satisfied").waitFor();
  await bea.page.getByText("<b>Kind</b> and quick.").waitFor();
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "reports" });
  await sam.page.getByRole("region", { name: "Satisfaction" }).getByText("of 5 · 1 answer").waitFor();
  await sam.page.getByRole("link", { name: "Read the conversation" }).click();
  await sam.page.getByText("4 of 5, satisfied").waitFor();
});

satisfied("the question is asked in the language of the page, and nobody is asked about an agent who never came", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false });
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/chat/${CHANNEL}?lang=de`);
  await page.getByLabel("Ihr Name").fill("Emil");
  await page.getByRole("button", { name: "Chat starten" }).click();
  await page.getByRole("button", { name: "Chat beenden" }).click();
  await page.getByRole("group", { name: /beenden/ }).getByRole("button", { name: "Chat beenden" }).click();
  await page.getByRole("button", { name: "Neuen Chat beginnen" }).waitFor();
  assert.equal(await page.getByText("Wie war es?").count(), 0);

  await page.getByRole("button", { name: "Neuen Chat beginnen" }).click();
  await page.getByLabel("Ihr Name").fill("Emma");
  await page.getByRole("button", { name: "Chat starten" }).click();
  await bea.declare("Available");
  await bea.accept("Emma");
  await bea.end("Emma");
  await bea.finish("sold");
  await page.getByText("Wie war es?").waitFor();
  await page.getByRole("radio", { name: "Sehr zufrieden" }).check({ force: true });
  await page.getByRole("button", { name: "Senden", exact: true }).click();
  await page.getByText("Danke für Ihre Antwort.").waitFor();
});

recommending("where one recommends from 0 to 10 no words are asked for", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const visitor = await visit(await browsers.person(), gateway);
  await over(bea, visitor, "Ada");
  await visitor.page.getByText("How likely are you to recommend us?").waitFor();
  assert.equal(await visitor.page.getByRole("radio").count(), 11);
  await visitor.page.getByRole("radio", { name: /^10/ }).check({ force: true });
  assert.equal(await visitor.page.getByLabel(/^Would you like to add/).count(), 0);
  await visitor.page.getByRole("button", { name: "Send", exact: true }).click();
  await visitor.page.getByText("Thank you for your answer.").waitFor();
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "reports" });
  await sam.page.getByRole("region", { name: "Net Promoter Score" }).getByText("+100").first().waitFor();
});
