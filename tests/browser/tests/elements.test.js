import assert from "node:assert/strict";
import { becomes, isAccessible } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { Site, directives, policyOf, snippet } from "../lib/site.js";
import { suite } from "../lib/suite.js";

/** Rules of a page that means no harm, and would leave nothing of a chat without walls. */
const RULES = "div, section, form, dialog { display: none !important } * { font-size: 40px !important; position: static !important } button { width: 400px !important; color: red !important }";

/** A site under a strict policy, in a right-to-left language, whose shop asks how it was and takes messages. */
const test = suite({}, async () => {
  const site = await Site.open();
  const gateway = await Gateway.start({
    [`channel.${CHANNEL}.allowed_origins`]: JSON.stringify([site.origin("shop")]),
    [`channel.${CHANNEL}.survey`]: '{ kind = "csat", question = { en = "How was it?" } }',
    [`channel.${CHANNEL}.offline`]: "{ case = true }",
  });
  const allowed = directives(gateway);
  allowed.set("script-src", ["'nonce-n1'", "'strict-dynamic'"]);
  allowed.set("style-src", ["'nonce-n1'"]);
  const policy = `${policyOf(allowed)}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const tag = snippet(gateway).replace("<script ", '<script nonce="n1" data-lang="en" ');
  site.embed(`<style nonce="n1">${RULES}</style>${tag}`, policy);
  const close = async () => {
    await site.close();
    await gateway.close();
  };
  return { gateway, site, close };
});

for (const colorScheme of ["light", "dark"]) {
  test(`every element is whole and can be read on a hostile page, on a phone, in the ${colorScheme}`, async ({ browsers, gateway, world }) => {
    const context = await browsers.person();
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 720 });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url())));
    await page.goto(`${world.site.origin("shop")}/`);
    const visitor = new Visitor(page);
    await visitor.launcher.waitFor();
    const ours = asked.filter(({ origin }) => origin === gateway.origin).map(({ pathname }) => pathname.split("/").at(-1));
    assert.deepEqual(ours, ["loader.js", "config"], "two requests before the launcher");
    assert.deepEqual(asked.filter(({ origin }) => origin !== gateway.origin && origin !== world.site.origin("shop")), [], "nobody else is asked");
    await isAccessible(page);

    // Nobody is there: a message.
    await visitor.launcher.click();
    await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
    await isAccessible(page);
    await page.keyboard.press("Escape");

    const bea = await signIn(await browsers.person(), gateway, "bea");
    await visitor.launcher.click();
    await page.getByRole("button", { name: "Start chat" }).waitFor();
    await isAccessible(page);
    const field = page.getByLabel("Your name");
    assert.ok((await field.boundingBox()).width > 200, "the page's rules do not reach inside");
    await visitor.start("Ada");
    await bea.accept("Ada");
    await visitor.talksWith("Bea");
    await bea.say("Ada", "Hello there");
    await visitor.sees("Hello there");
    await isAccessible(page);
    await bea.end("Ada");
    await bea.finish("sold");
    await page.getByText("How was it?").waitFor();
    await isAccessible(page);
    await page.getByRole("radio", { name: "Satisfied", exact: true }).check({ force: true });
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Thank you for your answer.").waitFor();
    await isAccessible(page);
    await becomes("the window is closed by key", async () => {
      await page.keyboard.press("Escape");
      return page.getByRole("dialog").count();
    }, 0);
  });
}
