// What somebody who does not see the screen is told: roles and names as Chromium computes them for a screen reader, and
// what is read out by itself.

/** What has the focus, as `role "name"`; null: nothing that has one. */
export async function focused(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const has = ({ properties = [] }) => properties.some(({ name, value }) => name === "focused" && value.value);
    const node = nodes.findLast((node) => has(node) && node.role.value !== "RootWebArea");
    return node === undefined ? null : `${node.role.value} "${node.name.value}"`;
  } finally {
    await session.detach();
  }
}

/** Goes on by Tab until `wanted` has the focus; what it came through, `wanted` included. */
export async function tabTo(page, wanted, key = "Tab") {
  const passed = [];
  for (let stop = 0; stop < 25; stop += 1) {
    await page.keyboard.press(key);
    passed.push(await focused(page));
    if (wanted.test(passed.at(-1) ?? "")) return passed;
  }
  throw new Error(`${wanted} is not reached by ${key}: ${passed.join(", ")}`);
}

/** From now on: what comes into the live regions inside of `host`, in order, by `readOut`. */
export async function listen(page, host) {
  await page.locator(host).evaluate((element) => {
    const heard = (globalThis.readOut = []);
    const LIVE = "[role=log], [role=status], [role=alert], [aria-live]";
    const note = (node) => {
      const region = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(LIVE);
      const words = node.textContent?.replace(/\s+/g, " ").trim();
      if (!region || region.getAttribute("aria-live") === "off" || !words) return;
      heard.push(words);
    };
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === "characterData") note(target);
        else addedNodes.forEach(note);
      }
    }).observe(element.shadowRoot, { childList: true, characterData: true, subtree: true });
  });
}

/** Everything that was read out since `listen`. */
export const readOut = (page) => page.evaluate(() => globalThis.readOut);
