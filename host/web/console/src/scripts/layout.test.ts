import { expect, it } from "vitest";

import { drawingOf, layoutOf, NODE, pathThrough } from "./layout.ts";
import { objectsOf } from "./script.ts";

const objects = objectsOf({
  objects: [
    { tag: "hours", does: "schedule", open: "topic", closed: "night" },
    { tag: "topic", does: "menu", choices: [{ to: "night" }, { to: "topic" }], else: "hours" },
    { tag: "night", does: "end" },
    { tag: "lost", does: "goto", to: "nowhere" },
  ],
});

it("a line goes from each exit to an object that there is", () => {
  const { lines } = drawingOf(objects);
  expect(lines.map(({ from, exit, to }) => `${from.tag} ${exit.name} ${to.tag}`)).toEqual(["hours open topic", "hours closed night", "topic choices 1 night", "topic choices 2 topic", "topic else hours"]);
});

it("an object has room for each of its exits", () => {
  const heights = [...drawingOf(objects).boxes].map(([{ tag }, { height }]) => [tag, height]);
  expect(heights).toEqual([
    ["hours", NODE.head + 2 * NODE.exit + NODE.foot],
    ["topic", NODE.head + 4 * NODE.exit + NODE.foot],
    ["night", NODE.head],
    ["lost", NODE.head + NODE.exit + NODE.foot],
  ]);
});

it("no two objects stand on each other, and what comes later stands further right", () => {
  const drawing = drawingOf(objects);
  const where = layoutOf(drawing).places;
  const boxes = [...drawing.boxes].map(([{ index }, box]) => ({ ...box, ...(where.get(index) ?? { x: 0, y: 0 }) }));
  for (const [at, a] of boxes.entries()) {
    for (const b of boxes.slice(at + 1)) {
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
  }
  expect(where.get(0)?.x).toBeLessThan(where.get(1)?.x ?? 0);
  expect(where.get(1)?.x).toBeLessThan(where.get(2)?.x ?? 0);
});

it("a line to the right goes through no object, and one back has no way of its own", () => {
  const long = objectsOf({
    objects: [
      { tag: "a", does: "test_variable", yes: "b", no: "d" },
      { tag: "b", does: "message", next: "c" },
      { tag: "c", does: "menu", choices: [{ to: "a" }], else: "d", timeout: "e" },
      { tag: "d", does: "message", next: "e" },
      { tag: "e", does: "end" },
    ],
  });
  const drawing = drawingOf(long);
  const { places, routes } = layoutOf(drawing);
  expect(routes.has("2 choices 1")).toBe(false);
  expect(routes.get("0 no")).not.toHaveLength(0);
  for (const [id, points] of routes) {
    for (const { x, y } of points) {
      for (const [{ index, tag }, box] of drawing.boxes) {
        const corner = places.get(index) ?? { x: 0, y: 0 };
        expect(x > corner.x && x < corner.x + box.width && y > corner.y && y < corner.y + box.height, `${id} crosses ${tag}`).toBe(false);
      }
    }
  }
});

it("a line is level at each of its points", () => {
  expect(pathThrough([{ x: 0, y: 0 }, { x: 10, y: 4 }, { x: 20, y: 4 }])).toBe("M0,0 C5,0 5,4 10,4 C15,4 15,4 20,4");
});

it("a script of nothing has no places", () => {
  expect(layoutOf(drawingOf([])).places.size).toBe(0);
});
