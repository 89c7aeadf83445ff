import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { CHANNEL, signIn } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const WARM = `{
  position = "left", corner = 2,
  colours = { accent = "#ffd000", background = "#fff8e1", outgoing = "#7a1f5c" },
  texts = { de = { title = "Farn und Kessel", start = "Los geht es" }, en = { title = "Fern and Kettle" } },
}`.replaceAll("\n", " ");

const test = suite({ "design.warm": WARM, [`channel.${CHANNEL}.design`]: "warm" });

const styleOf = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name);

test("a page shows the chat in the design of its channel, each in its own language, and no text that cannot be read", async ({ browsers, gateway }) => {
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/demo/`);
  const chat = page.locator("frontdesk-chat");
  const launcher = chat.locator(".launcher");
  await launcher.waitFor();
  const box = await launcher.boundingBox();
  assert.ok(box.x < 32, `the button is at the left: ${JSON.stringify(box)}`);
  assert.equal(await styleOf(launcher, "background-color"), "rgb(255, 208, 0)");
  assert.equal(await styleOf(launcher, "color"), "rgb(0, 0, 0)");
  await launcher.click();
  await page.getByRole("heading", { name: "Fern and Kettle" }).waitFor();
  assert.equal(await styleOf(chat.locator(".window"), "background-color"), "rgb(255, 248, 225)");

  await page.goto(`${gateway.origin}/chat/${CHANNEL}?lang=de`);
  await page.getByRole("heading", { name: "Farn und Kessel" }).waitFor();
  await page.getByRole("button", { name: "Los geht es" }).waitFor();
});

test("the console's frame shows what it is told, with the gateway's own widget, and hears nobody else", async ({ browsers, gateway }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const { page } = sam;
  await page.evaluate(async (channel) => {
    const config = await (await fetch(`/api/v1/channels/${channel}/config?lang=de`)).json();
    const frame = document.createElement("iframe");
    frame.src = "/preview/";
    frame.title = "Preview";
    frame.width = "700";
    frame.height = "700";
    await new Promise((ready) => {
      addEventListener("message", ({ source, data }) => source === frame.contentWindow && data.preview === "ready" && ready());
      document.body.append(frame);
    });
    const told = { preview: "show", part: "chat", theme: "light", language: "de", config };
    frame.contentWindow.postMessage({ ...told, config: { ...config, panel: "https://elsewhere.example/panel.js" } }, location.origin);
    frame.contentWindow.postMessage(told, location.origin);
  }, CHANNEL);
  const preview = page.frameLocator('iframe[title="Preview"]');
  await preview.getByRole("heading", { name: "Farn und Kessel" }).waitFor();
  await preview.getByText("Ich kann Ihnen heute noch einen schicken.").waitFor();
  const bubble = preview.locator(".own .bubble").first();
  await becomes("the colour of the visitor's words", () => styleOf(bubble, "background-color"), "rgb(122, 31, 92)");
});
