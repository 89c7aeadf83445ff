import { expect, it, vi } from "vitest";

import { ProblemError } from "../api/rest.ts";
import type { UploadedFile } from "../api/types.ts";
import { channel } from "../domain/fixtures.ts";
import { Attachments, type Uploading } from "./attachments.svelte.ts";

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};
const chat = channel("chat", { files: { bytes_max: 1_000, count_max: 3, types: ["image/png"] } });
const png = (name: string, size = 4): File => new File([new Uint8Array(size)], name, { type: "image/png" });
const uploaded = (name: string): UploadedFile => ({ id: `fil_${name}`, name, media: "image", mime: "image/png", bytes: 4 });

vi.stubGlobal("URL", { ...URL, createObjectURL: () => "blob:x", revokeObjectURL: vi.fn() });

it("a file is on its way, then here, and gone when it is sent", async () => {
  let tell: (part: number) => void = () => undefined;
  let arrive: (file: UploadedFile) => void = () => undefined;
  const attachments = new Attachments({
    upload: (_id, _file, told) => {
      tell = told;
      return new Promise((done) => {
        arrive = done;
      });
    },
  });
  attachments.add("a", [png("cat.png")], chat);
  tell(0.5);
  expect(attachments.of("a")).toMatchObject([{ name: "cat.png", status: "coming", part: 0.5, picture: "blob:x" }]);
  expect(attachments.waits("a")).toBe(true);
  arrive(uploaded("cat.png"));
  await settled();
  expect(attachments.waits("a")).toBe(false);
  expect(attachments.here("a")).toEqual([uploaded("cat.png")]);
  attachments.sent("a");
  expect(attachments.of("a")).toEqual([]);
});

it("what failed on its way can be tried again, what is wrong itself cannot", async () => {
  const problem = { type: "x", code: "busy", status: 503, title: "Busy", detail: "The gateway is busy." };
  const upload = vi.fn<Uploading["upload"]>().mockRejectedValueOnce(new ProblemError(problem)).mockResolvedValueOnce(uploaded("cat.png"));
  const attachments = new Attachments({ upload });
  attachments.add("a", [png("cat.png"), png("large.png", 1_001)], chat);
  await settled();
  const [failed, wrong] = attachments.of("a");
  expect(failed).toMatchObject({ status: "failed", problem: "The gateway is busy." });
  expect(wrong).toMatchObject({ status: "failed" });
  expect([attachments.canRetry(failed?.key ?? ""), attachments.canRetry(wrong?.key ?? "")]).toEqual([true, false]);
  attachments.retry("a", failed?.key ?? "");
  await settled();
  attachments.remove("a", wrong?.key ?? "");
  expect(attachments.here("a")).toHaveLength(1);
  expect(attachments.waits("a")).toBe(false);
});

it("one that is removed on its way is stopped, and what has no room is left", () => {
  const stops: AbortSignal[] = [];
  const attachments = new Attachments({
    upload: (_id, _file, _told, stop) => {
      stops.push(stop);
      return new Promise(() => undefined);
    },
  });
  const left = attachments.add("a", [png("1"), png("2"), png("3"), png("4")], chat);
  expect([left, attachments.of("a").length]).toEqual([1, 3]);
  attachments.remove("a", attachments.of("a")[0]?.key ?? "");
  expect(stops.map(({ aborted }) => aborted)).toEqual([true, false, false]);
  attachments.keep([]);
  expect(attachments.of("a")).toEqual([]);
  expect(stops.every(({ aborted }) => aborted)).toBe(true);
});

it("what is to happen when the files are there happens once, when all are, and not if one fails", async () => {
  const arrive: ((file: UploadedFile) => void)[] = [];
  const fail: ((why: unknown) => void)[] = [];
  const attachments = new Attachments({
    upload: () =>
      new Promise((done, failed) => {
        arrive.push(done);
        fail.push(failed);
      }),
  });
  const act = vi.fn();
  attachments.add("a", [png("1"), png("2")], chat);
  expect(attachments.whenHere("a", act)).toBe(true);
  arrive[0]?.(uploaded("1"));
  await settled();
  expect([act.mock.calls.length, attachments.isDue("a")]).toEqual([0, true]);
  arrive[1]?.(uploaded("2"));
  await settled();
  expect([act.mock.calls.length, attachments.isDue("a")]).toEqual([1, false]);
  attachments.sent("a");

  attachments.add("a", [png("3"), png("4")], chat);
  attachments.whenHere("a", act);
  fail[2]?.(new Error("gone"));
  arrive[3]?.(uploaded("4"));
  await settled();
  expect([act.mock.calls.length, attachments.isDue("a"), attachments.whenHere("a", act)]).toEqual([1, false, false]);
});

it("leaving out the one that is late lets the others go; changing the message does not", async () => {
  const late = new Promise<UploadedFile>(() => undefined);
  const attachments = new Attachments({ upload: (_id, file) => (file.name === "late.png" ? late : Promise.resolve(uploaded(file.name))) });
  const act = vi.fn();
  attachments.add("a", [png("soon.png"), png("late.png")], chat);
  await settled();
  attachments.whenHere("a", act);
  attachments.remove("a", attachments.of("a")[1]?.key ?? "");
  expect(act).toHaveBeenCalledTimes(1);

  attachments.add("a", [png("late.png")], chat);
  attachments.whenHere("a", act);
  attachments.notDue("a");
  attachments.remove("a", attachments.of("a")[1]?.key ?? "");
  expect(act).toHaveBeenCalledTimes(1);
});
