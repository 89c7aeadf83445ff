import { describe, expect, it } from "vitest";

import { at, AT, pluginRow as plugin } from "../domain/fixtures.ts";
import { breakerWords, bytes, causeWords, faultWords, latency, latencyWords, limitWords, named, onScale } from "./words.ts";

describe("times of calls", () => {
  it.each([
    [0, "0 µs"],
    [44, "44 µs"],
    [1_300, "1.3 ms"],
    [120_400, "120 ms"],
    [2_100_000, "2.1 s"],
  ])("%i µs are %s", (us, words) => expect(latency(us)).toBe(words));

  it("lie on a scale with room for each factor of ten", () => {
    expect([0, 10, 100, 1_000, 1_000_000, 9e9].map((us) => Math.round(onScale(us) * 10) / 10)).toEqual([0, 0, 0.2, 0.4, 1, 1]);
  });

  it("are said to be missing before the first call", () => {
    expect(latencyWords(plugin())).toBe("No calls yet");
    expect(latencyWords(plugin({ p50_us: 44, p95_us: 1_300 }))).toContain("44 µs");
  });
});

describe("the breaker", () => {
  const open = plugin({ breaker: { kind: "open", until_at: at(8) } });
  const now = Date.parse(AT);

  it("counts down to the next try", () => {
    expect(breakerWords(open, now)).toContain("0:08");
    expect(breakerWords(open, now + 7_400)).toContain("0:01");
    expect(breakerWords(open, now + 8_000)).not.toContain("0:0");
  });

  it("says nothing while calls go through", () => {
    expect(breakerWords(plugin(), now)).toBeNull();
    expect(breakerWords(plugin({ breaker: { kind: "half_open" } }), now)).not.toBeNull();
  });
});

it("a cause has plain words, or its own", () => {
  expect(causeWords("deadline")).toBe("It took too long");
  expect(causeWords("reading the file")).toBe("Reading the file");
  expect(causeWords("some_new_thing")).toBe("Some new thing");
});

it("a limit's key names its unit", () => {
  expect(limitWords({ key: "memory_mib", value: 64 })).toEqual({ name: "Memory of one instance", value: "64 MiB" });
  expect(limitWords({ key: "new_thing_ms", value: 1_500 })).toEqual({ name: "New thing", value: "1,500 ms" });
  expect(limitWords({ key: "calls", value: 3 })).toEqual({ name: "Calls", value: "3" });
});

it("what could not be read is named by its file", () => {
  expect(named(plugin())).toBe("webchat 1.0.0");
  expect(named(plugin({ component: "", version: "" }))).toBe("webchat.wasm");
});

it("sizes and faults are short", () => {
  expect([812, 4_096, 12_582_912].map(bytes)).toEqual(["812 B", "4.0 KiB", "12 MiB"]);
  expect(faultWords(plugin({ calls: 1_204, faults: 3 }))).toBe("3 of 1,204 calls failed");
  expect(faultWords(plugin({ calls: 1_204 }))).toBe("1,204 calls, none failed");
});
