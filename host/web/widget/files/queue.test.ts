import { expect, test } from "vitest";

import { Parcels, type Ended, type Parcel } from "./queue.ts";

/** A way to the gateway whose answers the test gives. */
function parcels(): { all: Parcels; under: { parcel: Parcel; answer: (ended: Ended) => void }[]; sent: string[] } {
  const under: { parcel: Parcel; answer: (ended: Ended) => void }[] = [];
  const sent: string[] = [];
  const all = new Parcels(
    (parcel, told, stop) =>
      new Promise((answer) => {
        told(0.5);
        stop.addEventListener("abort", () => answer({ taken: false, code: null }));
        under.push({ parcel, answer });
      }),
    (parcel) => parcel && sent.push(parcel.id),
  );
  return { all, under, sent };
}

const file = (name: string): File => new File(["x"], name);
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

test("files go one after the other, in their order", async () => {
  const { all, under, sent } = parcels();
  all.add("a", file("a.png"));
  all.add("b", file("b.png"));
  expect(under.map(({ parcel }) => parcel.id)).toEqual(["a"]);
  expect(all.all.map(({ part }) => part)).toEqual([0.5, null]);
  under[0]?.answer({ taken: true });
  await settled();
  expect([sent, under.map(({ parcel }) => parcel.id)]).toEqual([["a"], ["a", "b"]]);
});

test("one that is refused stays with its reason, holds up nobody, and can be tried again under its id", async () => {
  const { all, under, sent } = parcels();
  all.add("a", file("a.exe"));
  all.add("b", file("b.png"));
  under[0]?.answer({ taken: false, code: "file_refused" });
  await settled();
  expect(all.all.map(({ id, fault }) => [id, fault])).toEqual([["a", "file_refused"], ["b", undefined]]);
  under[1]?.answer({ taken: true });
  await settled();
  const [failed] = all.all;
  if (failed) all.retry(failed);
  expect(under.at(-1)?.parcel.id).toBe("a");
  under.at(-1)?.answer({ taken: true });
  await settled();
  expect([sent, all.all]).toEqual([["b", "a"], []]);
});

test("one that is taken out is stopped, and the next goes", async () => {
  const { all, under, sent } = parcels();
  all.add("a", file("a.png"));
  all.add("b", file("b.png"));
  const [first] = all.all;
  if (first) all.remove(first);
  await settled();
  expect(under.map(({ parcel }) => parcel.id)).toEqual(["a", "b"]);
  all.clear();
  await settled();
  expect([sent, all.all]).toEqual([[], []]);
});

test("one that is too large is only shown", () => {
  const { all, under } = parcels();
  all.add("a", file("a.png"), "upload_too_large");
  expect([under.length, all.all[0]?.fault]).toEqual([0, "upload_too_large"]);
});
