import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();

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
