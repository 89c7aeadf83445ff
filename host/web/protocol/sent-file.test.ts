import { expect, it } from "vitest";

import { sentFile } from "./sent-file.ts";

const GATEWAY = "https://desk.example.com/";
const at = (name: string, token = "A".repeat(76)): string => `https://desk.example.com/files/${token}/${name}`;

it("an address of this gateway's that is signed is a file", () => {
  expect(sentFile(at("a%20cat.PNG"), GATEWAY)).toEqual({ name: "a cat.PNG", picture: true });
  expect(sentFile(at("terms.pdf"), GATEWAY)).toEqual({ name: "terms.pdf", picture: false });
  expect(sentFile(at("%E0%A4%A.pdf"), GATEWAY)).toEqual({ name: "%E0%A4%A.pdf", picture: false });
});

it("anything else is an address like others", () => {
  for (const href of [at("cat.png").replace("desk", "evil"), at("cat.png", "short"), at("a/b.png"), "https://desk.example.com/console/"]) {
    expect(sentFile(href, GATEWAY), href).toBeNull();
  }
});
