import assert from "node:assert/strict";
import { becomes, isAccessible } from "../lib/check.js";
import { CHANNEL, signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();
const without = suite({ [`channel.${CHANNEL}.files`]: "false" });

/** A picture of one green dot. */
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

async function talk({ browsers, gateway }, comes = visit) {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await comes(await browsers.person(), gateway);
  await visitor.start("Ann");
  await agent.accept("Ann");
  const form = agent.page.getByRole("form", { name: "Message to Ann" });
  const tray = form.getByRole("list", { name: "Files that go out with the message" });
  const choose = (...files) => form.locator("[data-attach]").setInputFiles(files);
  return { agent, visitor, form, tray, choose };
}

/** Whether a picture is there and drawn. */
const isDrawn = (picture) => picture.evaluate((image) => image.complete && image.naturalWidth > 0);

test("a picture that an agent attaches is seen by both", async (stage) => {
  const { agent, visitor, tray, choose } = await talk(stage, visitShop);
  await choose({ name: "a lamp.png", mimeType: "image/png", buffer: PNG });
  await tray.getByText("a lamp.png").waitFor();
  await agent.say("Ann", "Like this one?");
  await visitor.log.getByText("Like this one?").waitFor();
  const seen = visitor.log.getByRole("img", { name: "a lamp.png" });
  await seen.waitFor();
  await becomes("the visitor's picture is drawn", () => isDrawn(seen), true);
  const own = agent.transcript("Ann").getByRole("link", { name: /^a lamp\.png/ }).locator("img");
  await becomes("the agent's picture is drawn", () => isDrawn(own), true);
  assert.equal(await tray.count(), 0, "nothing is left to send");
});

test("a message that is sent while its file is on its way goes out when it is there", async (stage) => {
  const { agent, visitor, choose, form } = await talk(stage);
  let letThrough;
  const held = new Promise((go) => (letThrough = go));
  await agent.page.route("**/files*", async (route) => {
    await held;
    await route.continue();
  });
  await choose({ name: "a lamp.png", mimeType: "image/png", buffer: PNG });
  await agent.say("Ann", "Like this one?");
  await form.getByText("Goes out as soon as the files are there").waitFor();
  assert.equal(await agent.composer("Ann").inputValue(), "Like this one?", "it can still be changed");
  letThrough();
  await visitor.sees("Like this one?");
  await visitor.log.getByRole("img", { name: "a lamp.png" }).waitFor();
  assert.equal(await agent.composer("Ann").inputValue(), "");
});

test("what is left out is not sent, and what is wrong says so", async (stage) => {
  const { agent, visitor, tray, choose, form } = await talk(stage);
  await choose(
    { name: "one.png", mimeType: "image/png", buffer: PNG },
    { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") },
    { name: "terms.txt", mimeType: "text/plain", buffer: Buffer.from("Terms and conditions.") },
  );
  await tray.getByRole("alert").waitFor();
  assert.match(await tray.getByRole("alert").innerText(), /none of the kinds/);
  const send = form.getByRole("button", { name: "Send" });
  assert.equal(await send.getAttribute("aria-disabled"), "true", "it waits for the one that is wrong");
  await tray.getByRole("button", { name: "Leave out page.png" }).click();
  await tray.getByRole("button", { name: "Leave out one.png" }).click();
  await agent.composer("Ann").press("Enter");
  const link = visitor.log.getByRole("link", { name: /terms\.txt/ });
  await link.waitFor();
  assert.equal(await visitor.log.getByRole("img", { name: "one.png" }).count(), 0);
  const opened = await visitor.page.request.get(await link.getAttribute("href"));
  assert.match(opened.headers()["content-disposition"], /^attachment; filename="terms.txt"/);
  assert.equal(await opened.text(), "Terms and conditions.");
});

test("a picture is pasted, and dropped", async (stage) => {
  const { agent, tray, form } = await talk(stage);
  const give = (kind) =>
    form.evaluate(
      (element, [type, bytes]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], `${type}.png`, { type: "image/png" }));
        const target = type === "paste" ? element.querySelector("textarea") : element;
        target.dispatchEvent(
          type === "paste"
            ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      },
      [kind, [...PNG]],
    );
  await give("paste");
  await tray.getByText("paste.png").waitFor();
  await give("drop");
  await tray.getByText("drop.png").waitFor();
  await agent.composer("Ann").press("Enter");
  await becomes("both are in the transcript", () => agent.transcript("Ann").locator(".picture img").count(), 2);
});

test("a picture that a visitor chooses on a site's page is seen by both, and is there after a reload", async (stage) => {
  const { agent, visitor } = await talk(stage, visitShop);
  const { page } = visitor;
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Send a file" }).click();
  await (await chooser).setFiles({ name: "my lamp.png", mimeType: "image/png", buffer: PNG });
  const own = visitor.log.locator(".own").getByRole("img", { name: "my lamp.png" });
  await becomes("the visitor's picture is drawn", () => isDrawn(own), true);
  await becomes("it is said that it was sent", () => page.getByText("my lamp.png was sent.").count(), 1);
  const theirs = agent.transcript("Ann").getByRole("link", { name: /^my lamp\.png/ }).locator("img");
  await becomes("the agent's picture is drawn", () => isDrawn(theirs), true);
  await isAccessible(page, "with a file");
  await page.reload();
  await becomes("it is drawn again", () => isDrawn(visitor.log.locator(".own").getByRole("img", { name: "my lamp.png" })), true);
});

test("a visitor sees how far a file is, can stop it, and is told why one is not taken", async (stage) => {
  const { agent, visitor } = await talk(stage);
  const { page } = visitor;
  const choose = (...files) => page.locator("frontdesk-chat input[type=file], .files input[type=file]").first().setInputFiles(files);
  await page.getByRole("button", { name: "Send a file" }).waitFor();
  await page.route("**/files?*", () => {}, { times: 1 });
  await choose({ name: "one.png", mimeType: "image/png", buffer: PNG }, { name: "two.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("progressbar", { name: "one.png" }).waitFor();
  await isAccessible(page, "on its way");
  await page.getByRole("button", { name: "Do not send one.png" }).click();
  await visitor.log.getByRole("img", { name: "two.png" }).waitFor();
  assert.equal(await page.getByRole("progressbar").count(), 0);

  await choose({ name: "page.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") });
  await page.getByRole("alert").getByText("Files of this kind cannot be sent here.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Try again: page.png" }).count(), 0, "it would be refused again");
  await isAccessible(page, "refused");
  await page.getByRole("button", { name: "Dismiss: page.png" }).click();

  await page.route("**/files?*", (route) => route.abort());
  await choose({ name: "three.png", mimeType: "image/png", buffer: PNG });
  await page.getByRole("alert").getByText("It was not sent.").waitFor();
  await page.unroute("**/files?*");
  await page.getByRole("button", { name: "Try again: three.png" }).click();
  await visitor.log.getByRole("img", { name: "three.png" }).waitFor();
  await becomes("the agent has both and no other", () => agent.transcript("Ann").locator(".picture img").count(), 2);
});

test("a visitor pastes a picture and drops a file, and the button goes with the agent", async (stage) => {
  const { agent, visitor } = await talk(stage);
  const { page } = visitor;
  await page.getByRole("button", { name: "Send a file" }).waitFor();
  const give = (type) =>
    visitor.composer.evaluate(
      (element, [type, bytes]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], `${type}.png`, { type: "image/png" }));
        const how = { bubbles: true, cancelable: true, composed: true };
        element.dispatchEvent(type === "paste" ? new ClipboardEvent("paste", { clipboardData: transfer, ...how }) : new DragEvent("drop", { dataTransfer: transfer, ...how }));
      },
      [type, [...PNG]],
    );
  await give("paste");
  await visitor.log.getByRole("img", { name: "paste.png" }).waitFor();
  // A table comes as a picture, too.
  const isTaken = await visitor.composer.evaluate((element) => {
    const table = new DataTransfer();
    table.setData("text/plain", "a table");
    table.items.add(new File(["x"], "table.png", { type: "image/png" }));
    return !element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: table, bubbles: true, cancelable: true, composed: true }));
  });
  assert.equal(isTaken, false, "its words are pasted");
  await give("drop");
  await visitor.log.getByRole("img", { name: "drop.png" }).waitFor();
  await agent.end("Ann");
  await visitor.hasEnded();
  assert.equal(await page.getByRole("button", { name: "Send a file" }).count(), 0);
});

test("where a browser keeps nothing a visitor can send a file all the same, and one that was on its way when the agent went says so", async (stage) => {
  const { browsers, gateway } = stage;
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const context = await browsers.person();
  await context.addInitScript(() =>
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    }),
  );
  const visitor = await visit(context, gateway);
  const { page } = visitor;
  await visitor.start("Ann");
  await agent.accept("Ann");
  const choose = (name) => page.locator(".files input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer: PNG });
  await page.getByRole("button", { name: "Send a file" }).waitFor();
  await choose("one.png");
  await visitor.log.getByRole("img", { name: "one.png" }).waitFor();

  let letThrough;
  const held = new Promise((go) => (letThrough = go));
  await page.route("**/files?*", async (route) => {
    await held;
    await route.continue();
  });
  await choose("two.png");
  await page.getByRole("progressbar", { name: "two.png" }).waitFor();
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const status = await sam.page.evaluate(async () => (await fetch("/api/v1/conversations/cnv_1/requeue", { method: "POST" })).status);
  assert.equal(status, 204);
  await visitor.isQueued(1);
  assert.equal(await page.getByRole("button", { name: "Send a file" }).count(), 0);
  letThrough();
  await page.getByRole("alert").getByText("Nobody is there to take it any more.").waitFor();
});

without("a channel that takes no files has no button for them", async (stage) => {
  const { visitor } = await talk(stage);
  await visitor.say("Can I send a picture?");
  await visitor.sees("Can I send a picture?");
  assert.equal(await visitor.page.getByRole("button", { name: "Send a file" }).count(), 0);
});
