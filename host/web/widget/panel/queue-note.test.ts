import { expect, test } from "vitest";

import { en } from "./catalogue.ts";
import { minutesOf } from "./queue-note.tsx";

test("a wait is said in words that promise nothing exact", () => {
  const words = (ms: number): string => en.wait(minutesOf(ms));
  expect([0, 100_000, 190_000, 1_020_000, 3_400_000, 3_600_000, 1e12].map(words)).toEqual([
    "Probably about a minute.",
    "Probably about 2 minutes.",
    "Probably about 3 minutes.",
    "Probably about 15 minutes.",
    "Probably about 55 minutes.",
    "Probably an hour or more.",
    "Probably an hour or more.",
  ]);
});
