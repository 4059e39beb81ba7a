// Windows over one channel of one image. Which rows and columns a window has stands in tables: −1 is outside.
// Where a table's columns follow each other, as without stride, whole vectors are moved.

import { address, vector } from "./memory";

/** Where in a table's row its first column inside lies, and where the last one ends. */
let first: i32 = 0;
let end: i32 = 0;

/** Finds `first` and `end`; true if all columns between follow each other. */
function scan(table: usize, windows: i32): bool {
  first = 0;
  end = windows;
  while (first < end && load<i32>(address<i32>(table, first)) < 0) first++;
  while (end > first && load<i32>(address<i32>(table, end - 1)) < 0) end--;
  if (first === end) return true;
  const start = load<i32>(address<i32>(table, first)) - first;
  for (let j = first; j < end; j++)
    if (load<i32>(address<i32>(table, j)) !== start + j) return false;
  return true;
}

function fill<T>(to: usize, from: i32, until: i32, value: T): void {
  for (let j = from; j < until; j++) store<T>(address<T>(to, j), value);
}

/** For every entry (u, v) of a window, that entry of every window (i, j). */
// prettier-ignore
export function spread<T>(image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32, outside: T, to: usize): void {
  for (let u = 0; u < height; u++)
    for (let v = 0; v < breadth; v++) {
      const table = address<i32>(columns, v * across);
      const runs = scan(table, across);
      for (let i = 0; i < down; i++) {
        const row = load<i32>(address<i32>(rows, u * down + i));
        if (row < 0) {
          fill<T>(to, 0, across, outside);
        } else if (runs) {
          fill<T>(to, 0, first, outside);
          if (first < end) {
            const from = address<T>(image, row * width + load<i32>(address<i32>(table, first)) - first);
            let j = first;
            for (; j + vector<T>() <= end; j += vector<T>())
              v128.store(address<T>(to, j), v128.load(address<T>(from, j)));
            for (; j < end; j++) store<T>(address<T>(to, j), load<T>(address<T>(from, j)));
          }
          fill<T>(to, end, across, outside);
        } else {
          const from = address<T>(image, row * width);
          for (let j = 0; j < across; j++) {
            const column = load<i32>(address<i32>(table, j));
            store<T>(address<T>(to, j), column < 0 ? outside : load<T>(address<T>(from, column)));
          }
        }
        to = address<T>(to, across);
      }
    }
}

/** The way back: adds every copy to its entry of the image. */
// prettier-ignore
export function gather<T>(from: usize, image: usize, width: i32, rows: usize, height: i32, down: i32, columns: usize, breadth: i32, across: i32): void {
  for (let u = 0; u < height; u++)
    for (let v = 0; v < breadth; v++) {
      const table = address<i32>(columns, v * across);
      const runs = scan(table, across);
      for (let i = 0; i < down; i++) {
        const row = load<i32>(address<i32>(rows, u * down + i));
        if (row >= 0 && first < end) {
          let j = first;
          if (runs) {
            const to = address<T>(image, row * width + load<i32>(address<i32>(table, first)) - first);
            for (; j + vector<T>() <= end; j += vector<T>()) {
              const place = address<T>(to, j);
              v128.store(place, v128.add<T>(v128.load(place), v128.load(address<T>(from, j))));
            }
          }
          const start = address<T>(image, row * width);
          for (; j < end; j++) {
            const column = load<i32>(address<i32>(table, j));
            if (column < 0) continue;
            const place = address<T>(start, column);
            store<T>(place, load<T>(place) + load<T>(address<T>(from, j)));
          }
        }
        from = address<T>(from, across);
      }
    }
}
