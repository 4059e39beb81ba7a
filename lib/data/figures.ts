/**
 * The figures of the drawn data set, each as a signed distance: how far (x, y) lies outside its outline,
 * negative inside. A figure fills about the unit circle; y points down, as rows of an image do.
 */
export type Figure = {
  name: string;
  distance: (x: number, y: number) => number;
  /** How far it may be rotated either way, in radians, without becoming another class. */
  turn: number;
};

const ANY = Math.PI;
const LITTLE = 0.2;

export const FIGURES: readonly Figure[] = [
  { name: "circle", distance: (x, y) => Math.hypot(x, y) - 0.9, turn: 0 },
  { name: "square", distance: (x, y) => box(x, y, 0.75, 0.75), turn: ANY },
  { name: "triangle", distance: (x, y) => polygon(TRIANGLE, x, y), turn: ANY },
  { name: "star", distance: (x, y) => polygon(STAR, x, y), turn: ANY },
  { name: "heart", distance: heart, turn: 2 * LITTLE },
  {
    name: "cross",
    distance: (x, y) => Math.min(box(x, y, 0.95, 0.3), box(x, y, 0.3, 0.95)),
    turn: ANY,
  },
  { name: "ring", distance: (x, y) => Math.abs(Math.hypot(x, y) - 0.68) - 0.22, turn: 0 },
  {
    name: "stripes",
    distance: (x, y) => Math.max(stripes(y), Math.hypot(x, y) - 0.95),
    turn: LITTLE,
  },
  {
    name: "bars",
    distance: (x, y) => Math.max(stripes(x), Math.hypot(x, y) - 0.95),
    turn: LITTLE,
  },
  {
    name: "checkers",
    distance: (x, y) => Math.max(checks(x, y), box(x, y, 0.84, 0.84)),
    turn: LITTLE,
  },
];

/** A rectangle with these half sides. */
function box(x: number, y: number, width: number, height: number): number {
  const dx = Math.abs(x) - width;
  const dy = Math.abs(y) - height;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
}

/** Stripes across t with period 0.56: one in the middle, at width 0.28. */
function stripes(t: number): number {
  const period = 0.56;
  return Math.abs(t - period * Math.round(t / period)) - period / 4;
}

/** Four by four fields of side 0.42 that differ from their neighbors; the edges between them are three each way. */
function checks(x: number, y: number): number {
  const side = 0.42;
  const toEdge = (t: number): number =>
    Math.abs(t - side * Math.min(1, Math.max(-1, Math.round(t / side))));
  const odd = (Math.floor(x / side) + Math.floor(y / side)) % 2 !== 0;
  const edge = Math.min(toEdge(x), toEdge(y));
  return odd ? edge : -edge;
}

type Point = readonly [number, number];

/** Corners on circles of these radii in turn, evenly around, the first at the top. */
function corners(count: number, ...radii: number[]): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    const radius = radii[i % radii.length];
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

const TRIANGLE = corners(3, 1);
const STAR = corners(10, 1, 0.42);

/** The distance to the nearest side, negative where a ray to the right crosses an odd number of sides. */
function polygon(points: readonly Point[], x: number, y: number): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [ax, ay] = points[i];
    const [bx, by] = points[j];
    const ex = bx - ax;
    const ey = by - ay;
    const along = ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey);
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * ex, y - ay - t * ey));
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside ? -nearest : nearest;
}

/** A square on its corner and a half circle on each of its two upper sides. */
function heart(x: number, y: number): number {
  const half = 0.53;
  const top = y + 0.06;
  const u = (x + top) * Math.SQRT1_2;
  const v = (top - x) * Math.SQRT1_2;
  return Math.min(
    box(u, v, half, half),
    Math.hypot(u, v + half) - half,
    Math.hypot(u + half, v) - half,
  );
}
