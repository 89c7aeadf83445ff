// Invitations on somebody else's site: a gateway that has them, pages on which they come due, and when they were shown.
import { Gateway } from "./gateway.js";
import { CHANNEL } from "./people.js";
import { Site, snippet } from "./site.js";

/** Something to point at, something to write into, and a long way down. */
export const BODY = `<p><button id="pro" type="button">Pro plan</button> <span>beside it</span></p>
  <p><label>Search <input id="search"></label></p>
  <p id="below">The end of the page.</p>`;

const TEXTS = `title = { en = "Comparing plans?", de = "Welcher Tarif passt?" },
  message = { en = "A specialist is free right now.", de = "Gerade ist jemand frei." },
  buttons = [{ label = { en = "Chat now" } }, { label = { en = "Limits" }, text = { en = "What are the limits?" } }]`;

/** A gateway with one invitation and a site that may show it. `when` and `more` are TOML. */
export async function invited(when, more = "", keys = {}) {
  const site = await Site.open();
  const gateway = await Gateway.start({
    [`channel.${CHANNEL}.allowed_origins`]: JSON.stringify([site.origin("shop")]),
    [`channel.${CHANNEL}.invitations`]: '["pricing"]',
    [`channel.${CHANNEL}.form`]: "[]",
    "invitation.pricing": `{ ${TEXTS.replaceAll("\n", " ")}, when = { ${when} }${more === "" ? "" : `, ${more}`} }`,
    ...keys,
  });
  site.embed(snippet(gateway), "", BODY);
  const close = async () => {
    await site.close();
    await gateway.close();
  };
  return { gateway, site, close };
}

/** A page of the site that notes when something happens on it. */
export async function look(context, site, path = "/") {
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.noted = [];
    const note = (name, detail) => globalThis.noted.push({ name, detail, at: performance.now() });
    for (const name of ["invitation-shown", "started", "form-opened", "info-sent", "session-created", "chat-opened", "session-error", "session-ended", "ended"]) {
      addEventListener(`frontdesk:${name}`, ({ detail }) => note(name, detail));
    }
    document.addEventListener("pointerover", ({ target, timeStamp }) => target.id === "pro" && globalThis.noted.push({ name: "over", at: timeStamp }));
  });
  await page.goto(`${site.origin("shop")}${path}`);
  await page.getByRole("heading", { name: "Lamps" }).waitFor();
  return page;
}

/** The invitation on a page. */
export const card = (page) => page.getByRole("dialog", { name: "Comparing plans?" });

/** When something was first noted on a page, in its milliseconds; null: never. */
export const noted = (page, name) => page.evaluate((wanted) => globalThis.noted.find((note) => note.name === wanted)?.at ?? null, name);

/** The names of what was noted, in order. */
export const names = (page) => page.evaluate(() => globalThis.noted.map(({ name }) => name).filter((name) => name !== "over"));

/** The script of invitations is at work. */
export async function isWatched(page) {
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name, responseEnd }) => name.endsWith("/invite.js") && responseEnd > 0));
  await page.waitForFunction((key) => localStorage.getItem(key) !== null, `frontdesk:${CHANNEL}:visits`);
}
