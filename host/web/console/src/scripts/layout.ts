// Where the objects of a script stand on the canvas: from left to right, in the order of the exits.

import { Graph, layout } from "@dagrejs/dagre";

import { exitsOf, type Exit, type ScriptObject } from "./script.ts";

/** In the canvas's own pixels; `ObjectNode.svelte` is drawn with the same. */
export const NODE = { width: 232, head: 58, exit: 24, foot: 6 };

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A line from an exit to an object. */
export interface Line {
  readonly id: string;
  readonly from: ScriptObject;
  readonly exit: Exit;
  readonly to: ScriptObject;
}

/** What is laid out. */
export interface Drawing {
  readonly boxes: ReadonlyMap<ScriptObject, Box>;
  readonly lines: readonly Line[];
}

/** The exits that are drawn: those that lead somewhere, those that must, and those that may. */
export function drawingOf(objects: readonly ScriptObject[]): Drawing {
  const byTag = new Map<string, ScriptObject>();
  for (const object of objects) if (!byTag.has(object.tag)) byTag.set(object.tag, object);
  const boxes = new Map<ScriptObject, Box>();
  const lines: Line[] = [];
  for (const from of objects) {
    const exits = exitsOf(from);
    boxes.set(from, { width: NODE.width, height: NODE.head + exits.length * NODE.exit + (exits.length > 0 ? NODE.foot : 0) });
    for (const exit of exits) {
      const to = exit.to === null ? undefined : byTag.get(exit.to);
      if (to !== undefined) lines.push({ id: `${from.index} ${exit.name}`, from, exit, to });
    }
  }
  return { boxes, lines };
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where everything stands. */
export interface Layout {
  /** The upper left corner of each object, by its index. */
  readonly places: ReadonlyMap<number, Place>;
  /** Between which points lines go from left to right without crossing an object; others go back and have none. */
  readonly routes: ReadonlyMap<string, readonly Place[]>;
}

export function layoutOf({ boxes, lines }: Drawing): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 64, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [object, box] of boxes) graph.setNode(String(object.index), { ...box });
  // A line to itself takes no room of its own.
  for (const { id, from, to } of lines) if (from !== to) graph.setEdge(String(from.index), String(to.index), {}, id);
  layout(graph);
  const centre = ({ index }: ScriptObject): Place => graph.node(String(index)) as unknown as Place;
  const columns = [...boxes.keys()].map((object) => centre(object).x);
  const routes = new Map<string, readonly Place[]>();
  for (const { id, from, to } of lines) {
    if (centre(from).x >= centre(to).x) continue;
    const { points } = graph.edge(String(from.index), String(to.index), id) as unknown as { points: Place[] };
    // Past each column between the two it goes straight, in the gap that is kept for it.
    const between = points.slice(1, -1).filter(({ x }) => x > centre(from).x + 1 && x < centre(to).x - 1 && columns.some((column) => Math.abs(column - x) < 1));
    routes.set(id, between.flatMap(({ x, y }) => [{ x: x - NODE.width / 2, y }, { x: x + NODE.width / 2, y }]));
  }
  const places = new Map([...boxes].map(([object, box]) => [object.index, { x: Math.round(centre(object).x - box.width / 2), y: Math.round(centre(object).y - box.height / 2) }]));
  return { places, routes };
}

/** A line through these points as an SVG path; it leaves and reaches each of them level. */
export function pathThrough(points: readonly Place[]): string {
  return points
    .map(({ x, y }, at) => {
      const before = points[at - 1];
      if (before === undefined) return `M${x},${y}`;
      const middle = (before.x + x) / 2;
      return `C${middle},${before.y} ${middle},${y} ${x},${y}`;
    })
    .join(" ");
}
