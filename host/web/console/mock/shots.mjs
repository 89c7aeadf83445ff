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

import { channelPictures } from "./pictures-channels.mjs";
import { crmPictures } from "./pictures-crm.mjs";
import { customerPictures } from "./pictures-customers.mjs";
import { designPictures } from "./pictures-designs.mjs";
import { dryRunPictures } from "./pictures-dry-run.mjs";
import { handPictures } from "./pictures-hands.mjs";
import { installPictures } from "./pictures-install.mjs";
import { scriptPictures } from "./pictures-scripts.mjs";
import { translatedPictures } from "./pictures-translated.mjs";
import { pictures as deskPictures } from "./pictures.mjs";

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

const pictures = { ...deskPictures, ...channelPictures, ...translatedPictures, ...dryRunPictures, ...handPictures, ...installPictures, ...customerPictures, ...crmPictures, ...scriptPictures, ...designPictures };

const views = [
  { name: "light", colorScheme: "light", width: 1280, height: 800 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 800 },
  { name: "light-narrow", colorScheme: "light", width: 700, height: 800 },
  { name: "dark-narrow", colorScheme: "dark", width: 700, height: 800 },
  // A phone, and a wide screen at four times the size of its letters.
  { name: "light-phone", colorScheme: "light", width: 320, height: 640 },
];

/** The page in the frame of a preview, and the widget's scripts: as they are built. */
const framed = csp.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
function builtFile(path) {
  const [, folder, name] = /^\/(preview|widget)\/(?:[\da-f]{8}\/)?([\w.-]*)$/.exec(path) ?? [];
  return folder === undefined ? null : join(root, "dist", folder, name === "" ? "index.html" : name);
}

function serve(request, answer) {
  const path = new URL(request.url, "http://localhost").pathname;
  const built = builtFile(path);
  const file = join(site, path);
  const found = built ?? (extname(path) !== "" && existsSync(file) ? file : join(site, "index.html"));
  answer.writeHead(200, { "content-type": types[extname(found)] ?? "application/octet-stream", "content-security-policy": built === null ? csp : framed });
  createReadStream(found).pipe(answer);
}

async function picture(browser, port, axe, name, view) {
  const { scenario, path = "desk", before } = pictures[name];
  const context = await browser.newContext({ colorScheme: view.colorScheme, viewport: { width: view.width, height: view.height }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
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
