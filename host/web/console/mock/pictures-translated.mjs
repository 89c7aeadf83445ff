// The pictures of conversations that are translated.

const key = (page, keys) => page.keyboard.press(keys);
const field = (page) => page.getByRole("textbox", { name: /^Message/ });

async function preview(page, words) {
  await field(page).fill(words);
  await key(page, "Alt+p");
}

/** Each picture: a scenario, a path, and what to do first. */
export const translatedPictures = {
  translated: { scenario: "translated", path: "desk/cnv_71" },
  "translated-original": { scenario: "translated", path: "desk/cnv_71", before: (page) => page.getByRole("radio", { name: "Original" }).check({ force: true }) },
  "translated-only": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await key(page, "Alt+t");
      await key(page, "Alt+t");
      await page.getByRole("radio", { name: "Translated" }).and(page.locator(":checked")).waitFor();
    },
  },
  "translated-preview": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "Your parcel 20 4481 leaves tomorrow, {name}.");
      await page.getByText("You can change it").waitFor();
    },
  },
  "translated-edited": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "I have asked the warehouse.");
      await page.getByRole("textbox", { name: /^Translation into/ }).fill("Ya he preguntado en el almacén.");
    },
  },
  "translated-stale": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "I have asked the warehouse.");
      await page.getByText("You can change it").waitFor();
      await field(page).fill("I have asked the warehouse twice.");
    },
  },
  "translated-slow": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "This one is slow.");
      await page.getByText("No translator answered in time").waitFor();
    },
  },
  "translated-sent": {
    scenario: "translated",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "I have asked the warehouse.");
      await page.getByText("You can change it").waitFor();
      await key(page, "Enter");
      await page.getByRole("log").getByText("He preguntado al almacén.").waitFor();
    },
  },
  "translated-off": { scenario: "translated", path: "desk/cnv_72" },
  "translated-switched": {
    scenario: "translated",
    path: "desk/cnv_72",
    async before(page) {
      await page.getByRole("switch", { name: "Translate" }).click();
      await page.getByRole("log").getByText("(en) Bonjour").waitFor();
    },
  },
  "translated-hidden": { scenario: "translated", path: "desk/cnv_73" },
  "translated-offer": { scenario: "translated-offer", path: "desk/cnv_71" },
  "translated-unreachable": {
    scenario: "translated-fail",
    path: "desk/cnv_71",
    async before(page) {
      await preview(page, "I have asked the warehouse.");
      await page.getByText("The preview could not be had").waitFor();
    },
  },
  translators: { scenario: "plugins", path: "plugins/translate-eu" },
};
