// Windows over one channel of one image. Which rows and columns a window has stands in tables: −1 is outside.
// Where a table's columns follow each other, as without stride, whole vectors are moved.

import { address, fill, vector, word } from "./memory";

/** A table of windows: a row for each of a window's `entries`, a column for each of the `windows`. */
// @ts-ignore: decorator
@unmanaged
export class Windows {
  rows: usize;
  height: i32;
  down: i32;
  columns: usize;
  breadth: i32;
  across: i32;
  /** Of the images. */
  H: i32;
  W: i32;
}

/** Where in a table's row its first column inside lies, and where the last one ends. */
let first: i32 = 0;
let end: i32 = 0;

/** Finds `first` and `end`; true if all columns between follow each other. */
function scan(table: usize, windows: i32): bool {
  first = 0;
  end = windows;
  while (first < end && word(table, first) < 0) first++;
  while (end > first && word(table, end - 1) < 0) end--;
  if (first === end) return true;
  const start = word(table, first) - first;
  for (let j = first; j < end; j++) if (word(table, j) !== start + j) return false;
  return true;
}

/** Copies entries `first` up to `end` of an image's row to windows, where they follow each other. */
function copyRun<T>(from: usize, to: usize): void {
  // Rows of images are short: a loop is faster than to copy memory. The last vector may overlap the one before.
  const last = end - vector<T>();
  let j = first;
  for (; j < last; j += vector<T>()) v128.store(address<T>(to, j), v128.load(address<T>(from, j)));
  if (last >= first) v128.store(address<T>(to, last), v128.load(address<T>(from, last)));
  else for (; j < end; j++) store<T>(address<T>(to, j), load<T>(address<T>(from, j)));
}

/** Adds windows to entries of an image's row that follow each other. */
function addRun<T>(from: usize, to: usize): void {
  let j = first;
  for (; j + vector<T>() <= end; j += vector<T>()) {
    const place = address<T>(to, j);
    v128.store(place, v128.add<T>(v128.load(place), v128.load(address<T>(from, j))));
  }
  for (; j < end; j++) {
    const place = address<T>(to, j);
    store<T>(place, load<T>(place) + load<T>(address<T>(from, j)));
  }
}

/**
 * Between a channel of an image and its windows, each entry (u, v) of which has a row of the columns, `apart` numbers
 * from the next. `back` adds the columns to the image; else they are filled from it, with `outside` where it ends.
 */
// prettier-ignore
export function spread<T>(windows: Windows, image: usize, columns: usize, apart: i32, outside: T, back: bool): void {
  const across = windows.across;
  for (let u = 0; u < windows.height; u++)
    for (let v = 0; v < windows.breadth; v++) {
      const table = address<i32>(windows.columns, v * across);
      const runs = scan(table, across);
      let at = columns;
      for (let i = 0; i < windows.down; i++) {
        const row = word(windows.rows, u * windows.down + i);
        const start = address<T>(image, row * windows.W);
        if (row < 0 || first === end) {
          if (!back) fill<T>(at, across, outside);
        } else if (runs) {
          const from = address<T>(start, word(table, first) - first);
          if (back) {
            addRun<T>(at, from);
          } else {
            fill<T>(at, first, outside);
            copyRun<T>(from, at);
            fill<T>(address<T>(at, end), across - end, outside);
          }
        } else {
          for (let j = 0; j < across; j++) {
            const column = word(table, j);
            const place = address<T>(start, column);
            const there = address<T>(at, j);
            if (!back) store<T>(there, column < 0 ? outside : load<T>(place));
            else if (column >= 0) store<T>(place, load<T>(place) + load<T>(there));
          }
        }
        at = address<T>(at, across);
      }
      columns = address<T>(columns, apart);
    }
}

/** The windows over planes `from` up to `until` of N·C, to or from the columns of all of them, which are C·k × N·places. */
// prettier-ignore
export function planes<T>(windows: Windows, images: usize, columns: usize, N: i32, C: i32, outside: T, back: bool, from: i32, until: i32): void {
  const places = windows.down * windows.across;
  const entries = windows.height * windows.breadth;
  const plane = windows.H * windows.W;
  for (let p = from; p < until; p++) {
    const n = p / C;
    const c = p % C;
    const image = address<T>(images, p * plane);
    if (back) fill<T>(image, plane, 0);
    spread<T>(windows, image, address<T>(columns, (c * entries * N + n) * places), N * places, outside, back);
  }
}

/** The largest entry of each window of planes `from` up to `until`; NaN is the largest. */
// prettier-ignore
export function maxPool<T>(windows: Windows, images: usize, y: usize, from: i32, until: i32): void {
  const plane = windows.H * windows.W;
  const places = windows.down * windows.across;
  for (let p = from; p < until; p++) {
    const image = address<T>(images, p * plane);
    let to = address<T>(y, p * places);
    for (let i = 0; i < windows.down; i++)
      for (let j = 0; j < windows.across; j++) {
        const winner = largest<T>(windows, image, i, j);
        store<T>(to, load<T>(address<T>(image, winner)));
        to += sizeof<T>();
      }
  }
}

/** The way back: the gradient of a window goes to the entry that won; of equal ones, to the first. */
// prettier-ignore
export function maxPoolBack<T>(windows: Windows, images: usize, dY: usize, dX: usize, from: i32, until: i32): void {
  const plane = windows.H * windows.W;
  const places = windows.down * windows.across;
  for (let p = from; p < until; p++) {
    const image = address<T>(images, p * plane);
    const gradient = address<T>(dX, p * plane);
    fill<T>(gradient, plane, 0);
    let at = address<T>(dY, p * places);
    for (let i = 0; i < windows.down; i++)
      for (let j = 0; j < windows.across; j++) {
        const place = address<T>(gradient, largest<T>(windows, image, i, j));
        store<T>(place, load<T>(place) + load<T>(at));
        at += sizeof<T>();
      }
  }
}

/** Where in an image the largest entry of window (i, j) stands. */
function largest<T>(windows: Windows, image: usize, i: i32, j: i32): i32 {
  let winner = -1;
  let best: T = 0;
  for (let u = 0; u < windows.height; u++) {
    const row = word(windows.rows, u * windows.down + i);
    if (row < 0) continue;
    for (let v = 0; v < windows.breadth; v++) {
      const column = word(windows.columns, v * windows.across + j);
      if (column < 0) continue;
      const at = row * windows.W + column;
      const value = load<T>(address<T>(image, at));
      if (winner < 0 || value > best || isNaN(value)) {
        if (winner >= 0 && isNaN(best)) return winner;
        best = value;
        winner = at;
      }
    }
  }
  return winner;
}
