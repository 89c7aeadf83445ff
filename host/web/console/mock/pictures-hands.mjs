// The pictures of giving a conversation to somebody, and of taking one by hand.

export const handPictures = {
  give: {
    scenario: "hands",
    path: "desk/cnv_21",
    async before(page) {
      await page.keyboard.press("Alt+g");
      await page.getByRole("radio", { name: /Bea Stark/ }).check();
    },
  },
  "give-cannot": {
    scenario: "hands",
    path: "desk/cnv_21",
    async before(page) {
      await page.keyboard.press("Alt+g");
      await page.getByRole("radio", { name: /Dan Weiss/ }).check();
      await page.keyboard.press("Enter");
    },
  },
  "give-failed": { scenario: "hands-fail", path: "desk/cnv_21", before: (page) => page.keyboard.press("Alt+g") },
  "give-forced": {
    scenario: "floor",
    path: "floor",
    async before(page) {
      await page.getByRole("button", { name: "Give Piet Jansen to an agent" }).click();
      await page.getByRole("radio", { name: /Cyril/ }).check();
    },
  },
  take: { scenario: "hands", path: "desk/cnv_21", before: (page) => page.keyboard.press("Alt+q") },
  "take-full": { scenario: "hands-full", path: "desk/cnv_21", before: (page) => page.keyboard.press("Alt+q") },
  "take-none": { scenario: "hands-none", before: (page) => page.keyboard.press("Alt+q") },
  "take-failed": { scenario: "hands-fail", path: "desk/cnv_21", before: (page) => page.keyboard.press("Alt+q") },
  "take-queues": { scenario: "hands", path: "desk/cnv_21", before: (page) => page.getByRole("button", { name: /^Queues/ }).click() },
};
