// Pictures of every page and state, light and dark, wide and narrow, and axe on each.
//   node console/mock/shots.mjs [OUT] [NAME …]      from host/web; exit 1 on any violation
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";
import { build } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));
const site = mkdtempSync(join(tmpdir(), "console-mock-"));
process.env.FRONTDESK_MOCK_OUT = site;
const out = process.argv[2] ?? join(tmpdir(), "console-shots");
const only = process.argv.slice(3);
const say = (line) => process.stdout.write(`${line}\n`);

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** As the gateway sends it. */
const csp = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const key = (page, keys) => page.keyboard.press(keys);

/** Each picture: a scenario, a path, and what to do first. */
const pictures = {
  signin: { scenario: "signin" },
  "signin-error": {
    scenario: "signin-error",
    async before(page) {
      await page.getByLabel("Agent name").fill("ana");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("not right").waitFor();
    },
  },
  loading: { scenario: "loading" },
  "empty-available": { scenario: "empty-available" },
  "empty-away": { scenario: "empty-away" },
  pick: { scenario: "desk" },
  desk: { scenario: "desk", path: "desk/cnv_21" },
  breach: { scenario: "desk", path: "desk/cnv_23", before: (page) => page.getByRole("textbox", { name: /^Message/ }).fill("Dear customer,\nour shop in Linz") },
  rtl: { scenario: "desk", path: "desk/cnv_25" },
  typing: { scenario: "desk", path: "desk/cnv_22" },
  offer: { scenario: "offer", path: "desk/cnv_21" },
  offers: { scenario: "offers", path: "desk/cnv_21" },
  missed: { scenario: "missed", path: "desk/cnv_21", before: (page) => page.getByRole("region", { name: "Offers and notices" }).getByText("You missed the offer").waitFor() },
  "wrap-up": { scenario: "desk", path: "desk/cnv_24" },
  "end-confirm": { scenario: "desk", path: "desk/cnv_21", before: (page) => key(page, "Alt+e") },
  "too-long": { scenario: "desk", path: "desk/cnv_22", before: (page) => page.getByRole("textbox", { name: /^Message/ }).fill("word ".repeat(1_003)) },
  failed: {
    scenario: "refused",
    path: "desk/cnv_22",
    async before(page) {
      await page.getByRole("textbox", { name: /^Message/ }).fill("Thank you, I will look at invoice 2210 now.");
      await key(page, "Enter");
      await page.getByRole("button", { name: "Retry" }).waitFor();
    },
  },
  reconnecting: {
    scenario: "lost",
    path: "desk/cnv_22",
    async before(page) {
      await page.getByText("The connection is being restored").waitFor();
      await page.getByRole("textbox", { name: /^Message/ }).fill("I will look at it now.");
      await key(page, "Enter");
    },
  },
  long: { scenario: "long", path: "desk/cnv_51", before: (page) => page.getByRole("log").evaluate((log) => log.scrollTo(0, 0)) },
  "presence-menu": { scenario: "desk", path: "desk/cnv_21", before: (page) => key(page, "Alt+s") },
  "user-menu": { scenario: "desk", path: "desk/cnv_21", before: (page) => page.getByRole("button", { name: /^Menu of/ }).click() },
  queues: { scenario: "floor", path: "desk", before: (page) => page.getByRole("button", { name: /^Queues/ }).click() },
  customer: { scenario: "desk", path: "desk/cnv_21", before: (page, wide) => (wide ? undefined : key(page, "Alt+c")) },
  why: { scenario: "desk", path: "desk/cnv_21", before: (page) => key(page, "Alt+i") },
  "why-failed": { scenario: "rest-fails", path: "desk/cnv_21", before: (page) => key(page, "Alt+i") },
  help: { scenario: "empty-available", before: (page) => key(page, "?") },
  floor: { scenario: "floor", path: "floor" },
  "floor-empty": { scenario: "floor-empty", path: "floor" },
  "floor-confirm": { scenario: "floor", path: "floor", before: (page) => page.getByRole("button", { name: "Close the conversation of Anna Rossi" }).click() },
  "floor-read": { scenario: "floor", path: "floor", before: (page) => page.getByRole("button", { name: "Read the conversation of Anna Rossi" }).click() },
  history: { scenario: "history", path: "history" },
  "history-read": { scenario: "history", path: "history/cnv_11" },
  "history-empty": { scenario: "history-empty", path: "history" },
  "history-failed": { scenario: "rest-fails", path: "history" },
  plugins: { scenario: "plugins", path: "plugins" },
  "plugins-figures": { scenario: "plugins", path: "plugins/sms-main" },
  "plugins-failed-one": { scenario: "plugins", path: "plugins/translate" },
  "plugins-rights": { scenario: "plugins", path: "plugins/crm-main/rights" },
  "plugins-log": { scenario: "plugins", path: "plugins/sms-main/log" },
  "plugins-log-paused": { scenario: "plugins", path: "plugins/sms-main/log", before: (page) => page.getByRole("button", { name: "Pause" }).click() },
  "plugins-letters": { scenario: "plugins", path: "plugins/sms-main/letters", before: (page) => page.getByRole("button", { name: /trapped twice/ }).click() },
  "plugins-letters-none": { scenario: "plugins-refused", path: "plugins/sms-main/letters" },
  "plugins-discard": {
    scenario: "plugins",
    path: "plugins/sms-main/letters",
    async before(page) {
      await page.getByRole("button", { name: /not in service/ }).click();
      await page.getByRole("button", { name: "Discard" }).click();
    },
  },
  "plugins-restart": { scenario: "plugins", path: "plugins/sms-main", before: (page) => page.getByRole("button", { name: "Restart" }).click() },
  "plugins-restarted": {
    scenario: "plugins",
    path: "plugins/sms-main",
    async before(page) {
      await page.getByRole("button", { name: "Restart" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Restart" }).click();
      await page.getByText(/^4 · began/).waitFor();
    },
  },
  "plugins-refused": {
    scenario: "plugins-refused",
    path: "plugins/crm-main",
    async before(page) {
      await page.getByRole("button", { name: "Roll back to 2.2.0" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
      await page.getByText("That was not done.").waitFor();
    },
  },
  "plugins-reload": { scenario: "plugins", path: "plugins", before: (page) => page.getByRole("button", { name: "Reload configuration" }).click() },
  "plugins-reloaded": {
    scenario: "plugins",
    path: "plugins",
    async before(page) {
      await page.getByRole("button", { name: "Reload configuration" }).click();
      await page.getByRole("button", { name: "Take these changes" }).click();
      await page.getByRole("dialog").getByText("Running conversations go on.").waitFor();
    },
  },
  "plugins-reload-refused": { scenario: "plugins-refused", path: "plugins", before: (page) => page.getByRole("button", { name: "Reload configuration" }).click() },
  "plugins-reload-none": { scenario: "plugins-empty", path: "plugins", before: (page) => page.getByRole("button", { name: "Reload configuration" }).click() },
  "plugins-empty": { scenario: "plugins-empty", path: "plugins" },
  "plugins-loading": { scenario: "plugins-loading", path: "plugins/sms-main" },
  "plugins-unavailable": { scenario: "plugins-fail", path: "plugins/sms-main" },
  "plugins-offline": { scenario: "plugins-lost", path: "plugins/sms-main", before: (page) => page.getByText("The connection is being restored").waitFor() },
  "plugins-supervisor": { scenario: "plugins-supervisor", path: "plugins/sms-main/letters" },
  "plugins-not-permitted": { scenario: "empty-available", path: "plugins" },
};

const views = [
  { name: "light", colorScheme: "light", width: 1280, height: 800 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "light-narrow", colorScheme: "light", width: 700, height: 800 },
  { name: "dark-narrow", colorScheme: "dark", width: 700, height: 800 },
  // A phone, and a wide screen at four times the size of its letters.
  { name: "light-phone", colorScheme: "light", width: 320, height: 640 },
];

function serve(request, answer) {
  const path = new URL(request.url, "http://localhost").pathname;
  const file = join(site, path);
  const found = extname(path) !== "" && existsSync(file) ? file : join(site, "index.html");
  answer.writeHead(200, { "content-type": types[extname(found)] ?? "application/octet-stream", "content-security-policy": csp });
  createReadStream(found).pipe(answer);
}

async function picture(browser, port, axe, name, view) {
  const { scenario, path = "desk", before } = pictures[name];
  const context = await browser.newContext({ colorScheme: view.colorScheme, viewport: { width: view.width, height: view.height }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => (message.type() === "error" || message.type() === "warning") && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(`http://127.0.0.1:${port}/console/${path}?scenario=${scenario}`);
  await page.waitForTimeout(350);
  await before?.(page, view.width >= 1100);
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(out, `${name}.${view.name}.png`) });
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wrong.push("the page is wider than the screen");
  // Over the protocol, so that the page's own policy is not touched.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const { id, nodes } of violations) wrong.push(`axe ${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} — ${node.failureSummary}`).join(" | ")}`);
  await context.close();
  return wrong;
}

await mkdir(out, { recursive: true });
await build({ configFile: join(root, "console/mock/vite.config.ts"), logLevel: "error" });
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const server = createServer(serve).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address();
const browser = await chromium.launch({ executablePath: process.env.FRONTDESK_CHROMIUM ?? "/usr/bin/chromium", args: flags });
let failures = 0;
for (const name of only.length > 0 ? only : Object.keys(pictures)) {
  for (const view of views) {
    const wrong = await picture(browser, port, axe, name, view).catch((error) => [String(error)]);
    failures += wrong.length;
    wrong.forEach((line) => say(`${name} ${view.name}: ${line}`));
  }
}
await browser.close();
server.close();
await rm(site, { recursive: true, force: true });
say(`${failures === 0 ? "no" : failures} problems; pictures in ${out}`);
process.exitCode = failures === 0 ? 0 : 1;
