import { expect, it } from "vitest";

import type { Installation } from "../api/types.ts";
import { policyOf, sitesOf, snippetOf, WAYS } from "./snippet.ts";

const installation: Installation = {
  gateway: "https://chat.example.com",
  title: "Shop",
  loader: "/widget/v1/loader.js",
  pinned_loader: "/widget/abc/loader.js",
  integrity: "sha384-AAAA",
  page: "/chat/shop",
  allowed_origins: ["https://shop.example.com", "https://docs.example.com"],
  seen: [
    { origin: "https://shop.example.com", at: "2026-01-31T09:30:00.000Z", allowed: true },
    { origin: "https://blog.example.com", at: "2026-01-31T09:00:00.000Z", allowed: false },
  ],
};

it("the plain snippet is one tag, and the pinned one says what it has to be", () => {
  expect(snippetOf("script", installation, "shop")).toBe('<script async src="https://chat.example.com/widget/v1/loader.js" data-channel="shop"></script>');
  expect(snippetOf("pinned", installation, "shop")).toBe(
    '<script async src="https://chat.example.com/widget/abc/loader.js" integrity="sha384-AAAA" crossorigin="anonymous" data-channel="shop"></script>',
  );
});

it("nothing in an address or a name gets out of where it stands", () => {
  const hostile = { ...installation, gateway: 'https://x"><script>alert(1)</script>', integrity: '"><b>' };
  for (const way of WAYS) {
    const text = snippetOf(way, hostile, '"</script><b>');
    expect(text.match(/<script/g)?.length ?? 0, way).toBe(way === "react" ? 0 : 1);
    expect(text.match(/<\/script>/g)?.length ?? 0, way).toBe(way === "react" ? 0 : 1);
    expect(text, way).not.toContain("<b>");
  }
});

it("a site that was refused comes first, then those that were seen, then those that never were", () => {
  expect(sitesOf(installation).map(({ origin, state }) => [origin, state])).toEqual([
    ["https://blog.example.com", "refused"],
    ["https://shop.example.com", "ok"],
    ["https://docs.example.com", "never"],
  ]);
});

it("the policy names the gateway for scripts, sockets and pictures", () => {
  expect(policyOf("http://127.0.0.1:8080")).toBe("script-src http://127.0.0.1:8080;\nconnect-src http://127.0.0.1:8080 ws://127.0.0.1:8080;\nimg-src http://127.0.0.1:8080");
});
