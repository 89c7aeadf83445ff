// The columns of a run as rows of a table, with what changed from today to the changed one. Pure.

import type { SimulatedColumn, SimulatedFigures, SimulatedSpread } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

/** Whether more is better, worse, or neither. */
type Sense = "more" | "less" | "neither";
type Unit = "count" | "percent" | "seconds";

export interface Row {
  readonly id: string;
  readonly label: string;
  /** A text for each column. */
  readonly cells: readonly string[];
  /** From today to the changed configuration; empty when there are not both. */
  readonly change: string;
  readonly verdict: "better" | "worse" | null;
  /** It belongs to the row above. */
  readonly inner: boolean;
}

interface Kind {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly sense: Sense;
  readonly of: (figures: SimulatedFigures) => number | null;
  /** Left out when it is nothing everywhere. */
  readonly rare?: boolean;
  readonly inner?: boolean;
}

const wait = (id: keyof SimulatedSpread, inner: boolean): Kind => ({ id: `wait-${id}`, label: t.dryRun.rows[id], unit: "seconds", sense: "less", of: ({ wait_s }) => wait_s[id], inner });

function kinds(target: number): readonly Kind[] {
  const { rows } = t.dryRun;
  return [
    { id: "offered", label: rows.offered, unit: "count", sense: "neither", of: ({ offered }) => offered },
    { id: "answered", label: rows.answered, unit: "count", sense: "more", of: ({ answered }) => answered },
    { id: "abandoned", label: rows.abandoned, unit: "count", sense: "less", of: ({ abandoned }) => abandoned },
    { id: "closed", label: rows.closed_unanswered, unit: "count", sense: "less", of: ({ closed_unanswered }) => closed_unanswered, rare: true },
    { id: "never", label: rows.never_answered, unit: "count", sense: "less", of: ({ never_answered }) => never_answered, rare: true },
    { id: "turned", label: rows.turned_away, unit: "count", sense: "less", of: ({ turned_away }) => turned_away, rare: true },
    { id: "level", label: t.dryRun.inTime(target), unit: "percent", sense: "more", of: ({ service_level_percent }) => service_level_percent },
    { id: "left", label: rows.left, unit: "percent", sense: "less", of: ({ abandoned_percent }) => abandoned_percent },
    wait("mean", false),
    wait("p50", true),
    wait("p90", true),
    wait("p95", true),
    wait("p99", true),
    wait("max", true),
    { id: "left-after", label: rows.leftAfter, unit: "seconds", sense: "neither", of: ({ left_after_s }) => left_after_s.mean },
    { id: "busy", label: rows.busy, unit: "percent", sense: "neither", of: ({ occupancy_percent }) => occupancy_percent },
    { id: "line", label: rows.longestLine, unit: "count", sense: "less", of: ({ longest_line }) => longest_line },
  ];
}

const NOTHING = "–";
const whole = new Intl.NumberFormat(t.locale);
const tenths = new Intl.NumberFormat(t.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const signed = { count: new Intl.NumberFormat(t.locale, { signDisplay: "exceptZero" }), tenths: new Intl.NumberFormat(t.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero" }) };

/** `59.8 %`, `18.4 s`, `392`. */
export function shown(value: number | null, unit: Unit): string {
  if (value === null) return NOTHING;
  if (unit === "count") return whole.format(value);
  return `${tenths.format(value)} ${unit === "percent" ? "%" : "s"}`;
}

/** The figures of all queues, or of one. A column that does not have the queue has none. */
export function figuresOf(column: SimulatedColumn, queue: string | null): SimulatedFigures | null {
  return queue === null ? column.total : (column.queues[queue] ?? null);
}

/** Every queue of any column, in the order of their names. */
export function queuesOf(columns: readonly SimulatedColumn[]): string[] {
  return [...new Set(columns.flatMap(({ queues }) => Object.keys(queues)))].toSorted();
}

export function rowsOf(columns: readonly SimulatedColumn[], queue: string | null, target: number): Row[] {
  const figures = columns.map((column) => figuresOf(column, queue));
  const before = columns.findIndex(({ kind }) => kind === "in_force");
  const after = columns.findIndex(({ kind }) => kind === "changed");
  const row = ({ id, label, unit, sense, inner = false }: Omit<Kind, "of">, values: readonly (number | null)[]): Row => {
    const from = values[before] ?? null;
    const to = values[after] ?? null;
    const both = after >= 0 && from !== null && to !== null;
    // As it is shown: a difference that rounds to nothing is none.
    const by = both ? Math.round((to - from) * 10) / 10 : 0;
    return {
      id,
      label,
      cells: values.map((value) => shown(value, unit)),
      change: both ? (unit === "count" ? signed.count : signed.tenths).format(by) : "",
      verdict: by === 0 || sense === "neither" ? null : by > 0 === (sense === "more") ? "better" : "worse",
      inner,
    };
  };
  const agents = row({ id: "agents", label: t.dryRun.rows.agents, unit: "count", sense: "neither" }, columns.map((column) => column.agents));
  const others = kinds(target).map((kind) => ({ kind, values: figures.map((one) => (one === null ? null : kind.of(one))) }));
  const said = others.filter(({ kind, values }) => kind.rare !== true || values.some((value) => value !== null && value !== 0));
  return [...(queue === null ? [agents] : []), ...said.map(({ kind, values }) => row(kind, values))];
}
