import { expect, it } from "vitest";

import { factWords } from "./facts.ts";

const nameOf = (id: string): string => id.toUpperCase();

it("a stop and its end name who said so", () => {
  expect(factWords({ kind: "stopped", by: { kind: "contact" } }, nameOf)).toBe("The contact asked for no more messages");
  expect(factWords({ kind: "stopped", by: { kind: "provider" } }, nameOf)).toContain("provider");
  expect(factWords({ kind: "resumed", by: { kind: "agent", name: "Sam" } }, nameOf)).toBe("Sam noted that the contact wants messages again");
});
