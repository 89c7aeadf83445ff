import { expect, test } from "vitest";

import { TabTitle, type Titled } from "./tab-title.ts";

function page(): Titled & { title: string; hidden: boolean; seen: () => void } {
  let seen = (): void => undefined;
  const addEventListener = ((_: string, act: () => void) => (seen = act)) as unknown as Document["addEventListener"];
  return { title: "Shop", hidden: true, addEventListener, seen: () => seen() };
}

test("a hidden tab says how many messages wait, and its own title again when it is seen", () => {
  const document = page();
  const tab = new TabTitle(document);
  tab.show(1);
  tab.show(2);
  expect(document.title).toBe("(2) Shop");
  document.hidden = false;
  document.seen();
  expect(document.title).toBe("Shop");
  tab.show(3);
  expect(document.title).toBe("Shop");
});

test("a title that the page changes meanwhile is kept", () => {
  const document = page();
  const tab = new TabTitle(document);
  tab.show(1);
  document.title = "Basket";
  tab.show(2);
  expect(document.title).toBe("(2) Basket");
  tab.show(0);
  expect(document.title).toBe("Basket");
});
