// The pictures of every page and state, but for the channels of a provider.

const key = (page, keys) => page.keyboard.press(keys);

/** Each picture: a scenario, a path, and what to do first. */
export const pictures = {
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
  "history-unmailed": {
    scenario: "history-unmailed",
    path: "history",
    before: (page) => page.getByText("Is the kettle back?").click(),
  },
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
