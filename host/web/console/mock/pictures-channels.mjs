// The pictures of what channels that a provider carries bring with them.

const key = (page, keys) => page.keyboard.press(keys);

/** Each picture: a scenario, a path, and what to do first. */
export const channelPictures = {
  channels: { scenario: "channels" },
  delivery: { scenario: "channels", path: "desk/cnv_61" },
  "delivery-details": {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page) {
      for (const words of ["Not delivered: this", "May not have arrived"]) await page.getByRole("log").getByText(words).click();
    },
  },
  files: { scenario: "channels", path: "desk/cnv_62" },
  "files-gone": {
    scenario: "channels",
    path: "desk/cnv_62",
    async before(page) {
      await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
      await page.getByText("The file is not there any more").waitFor();
    },
  },
  segments: { scenario: "channels", path: "desk/cnv_61", before: (page) => page.getByRole("textbox", { name: /^Message/ }).fill("He will come between four and five. “The second bell, please.”") },
  "window-closed": { scenario: "channels", path: "desk/cnv_63" },
  template: {
    scenario: "channels",
    path: "desk/cnv_63",
    async before(page) {
      await page.getByRole("combobox", { name: "Template" }).selectOption({ index: 1 });
      await page.getByLabel("Value 1").fill("Omar");
      await page.getByLabel("Value 2").fill("20 4481");
    },
  },
  "window-extended": { scenario: "channels", path: "desk/cnv_64", before: (page) => page.getByRole("textbox", { name: /^Message/ }).fill("word ".repeat(260)) },
  "window-over": { scenario: "channels", path: "desk/cnv_65" },
  stopped: { scenario: "channels", path: "desk/cnv_66" },
  "stopped-supervisor": { scenario: "channels-supervisor", path: "desk/cnv_66" },
  "stop-menu": { scenario: "channels", path: "desk/cnv_61", before: (page) => page.getByRole("button", { name: "More about this conversation" }).click() },
  "stop-confirm": {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page) {
      await page.getByRole("button", { name: "More about this conversation" }).click();
      await page.getByRole("menuitem").click();
    },
  },
  "stop-noted": {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page) {
      await page.getByRole("textbox", { name: /^Message/ }).fill("Shall I call you?");
      await page.getByRole("button", { name: "More about this conversation" }).click();
      await page.getByRole("menuitem").click();
      await page.getByRole("button", { name: "Send no more messages" }).click();
      await page.getByText("Your draft is kept.").waitFor();
    },
  },
  "resume-confirm": { scenario: "channels-supervisor", path: "desk/cnv_66", before: (page) => page.getByRole("button", { name: "They want messages again" }).click() },
  "template-sent": {
    scenario: "channels",
    path: "desk/cnv_63",
    async before(page) {
      await page.getByRole("combobox", { name: "Template" }).selectOption({ index: 3 });
      await page.getByRole("button", { name: "Send template" }).click();
      await page.getByRole("log").getByText("Template call_back").waitFor();
    },
  },
  person: {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page, wide) {
      if (!wide) await key(page, "Alt+c");
      await page.getByRole("button", { name: "Load more" }).click();
      await page.getByText("not answered").waitFor();
      await page.getByText("Earlier conversations").evaluate((heading) => heading.scrollIntoView());
    },
  },
  "person-failed": {
    scenario: "channels-fail",
    path: "desk/cnv_61",
    async before(page, wide) {
      if (!wide) await key(page, "Alt+c");
      await page.getByText("They could not be loaded").evaluate((words) => words.scrollIntoView());
    },
  },
  "person-read": {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page, wide) {
      if (!wide) await key(page, "Alt+c");
      await page.getByText("Earlier conversations").evaluate((heading) => heading.scrollIntoView());
      await page.getByRole("button", { name: /dimmer hums/ }).click();
    },
  },
  start: { scenario: "channels", path: "desk/cnv_61", before: (page) => key(page, "Alt+n") },
  "start-wrong": {
    scenario: "channels",
    path: "desk/cnv_61",
    async before(page) {
      await key(page, "Alt+n");
      await page.getByRole("textbox", { name: "Phone number" }).fill("0660 1234567");
      await page.getByRole("button", { name: "Start conversation" }).click();
    },
  },
  "start-template": {
    scenario: "channels-refused",
    path: "desk/cnv_61",
    async before(page) {
      await key(page, "Alt+n");
      const window = page.getByRole("dialog");
      await window.getByLabel("Channel").selectOption("WhatsApp");
      await window.getByLabel("Phone number").fill("+43 660 1234567");
      await window.getByRole("combobox", { name: "Template" }).selectOption({ index: 3 });
      await window.getByRole("button", { name: "Start conversation" }).click();
      await page.getByText("knows no such number").waitFor();
    },
  },
  started: {
    scenario: "channels",
    path: "desk/cnv_62",
    async before(page) {
      await page.getByRole("button", { name: "New conversation" }).click();
      await page.getByRole("textbox", { name: "Phone number" }).fill("+43 660 7654321");
      await page.getByLabel("First message").fill("Your lamp is ready.");
      await page.getByRole("button", { name: "Start conversation" }).click();
      await page.getByRole("heading", { name: "+436607654321" }).first().waitFor();
    },
  },
};
