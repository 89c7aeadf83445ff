// The pictures of putting a channel on a site, and of how satisfied contacts were.

const pinned = (page) => page.getByRole("button", { name: "With integrity" }).click();

export const installPictures = {
  install: { scenario: "floor", path: "channels/shop-chat", before: pinned },
  "install-pick": { scenario: "floor", path: "channels" },
  "install-none": { scenario: "history-empty-supervisor", path: "channels/shop-chat" },
  "install-fail": { scenario: "dry-run-fail", path: "channels/shop-chat" },
  satisfaction: { scenario: "floor", path: "reports" },
  "satisfaction-none": { scenario: "history-empty-supervisor", path: "reports" },
  "satisfaction-fail": { scenario: "dry-run-fail", path: "reports" },
  "satisfaction-agent": { scenario: "desk", path: "reports" },
  "install-agent": { scenario: "desk", path: "channels" },
};
