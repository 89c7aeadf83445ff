// The pictures of putting a channel on a site.

const pinned = (page) => page.getByRole("button", { name: "With integrity" }).click();

export const installPictures = {
  install: { scenario: "floor", path: "channels/shop-chat", before: pinned },
  "install-pick": { scenario: "floor", path: "channels" },
  "install-none": { scenario: "history-empty-supervisor", path: "channels/shop-chat" },
  "install-fail": { scenario: "dry-run-fail", path: "channels/shop-chat" },
  "install-agent": { scenario: "desk", path: "channels" },
};
