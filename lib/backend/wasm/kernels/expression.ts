// Entry-by-entry expressions, such as a whole step of an optimizer, in one pass: a list of operations is worked off
// for a piece of some thousand bytes after another, so that what is between its inputs and its outputs never leaves
// the first cache. Everything is done in whole vectors: inputs and outputs have room up to a multiple of 16 bytes.

import { erf, exp, log, pow, sign, tanh } from "./functions";
import { gatherRow, vector, word } from "./memory";
import { keepMask } from "./philox";

/** Bytes of a piece, as in expression.ts. */
const PIECE: i32 = 4096;

/**
 * Copies entries `start` up to `start` + `count` of a view, in row-major order, next to each other. A view: its
 * address, its rank, then a size and a stride for each axis.
 */
export function gather<T>(view: usize, start: i32, count: i32, to: usize): void {
  const rank = word(view, 1);
  const sizes = view + 8;
  const last = rank - 1;
  const length = word(sizes, 2 * last);
  const step = word(sizes, 2 * last + 1);
  let inRow = start % length;
  let row = start / length;
  while (count > 0) {
    let at = inRow * step;
    let rest = row;
    for (let axis = last - 1; axis >= 0; axis--) {
      const size = word(sizes, 2 * axis);
      at += (rest % size) * word(sizes, 2 * axis + 1);
      rest /= size;
    }
    const wanted = min(count, length - inRow);
    gatherRow<T>(<usize>word(view, 0) + <usize>at * sizeof<T>(), step, wanted, to);
    to += <usize>wanted * sizeof<T>();
    count -= wanted;
    inRow = 0;
    row++;
  }
}

/**
 * Works off `count` operations, four words each (operation, target, operands), for entries `from` up to `until`. Operands are registers: an
 * address, and the bytes by which it moves with each entry, 0 for those that hold one piece, whose places are counted
 * from the workspace on where the third word is 1.
 */
// prettier-ignore
export function evaluate<T>(code: usize, count: i32, registers: usize, from: i32, until: i32, workspace: i32): void {
  const one = v128.splat<T>(1);
  const end = code + (<usize>count << 4);
  const most = PIECE / <i32>sizeof<T>();
  for (let start = from; start < until; start += most) {
    const entries = min(most, until - start);
    const bytes = <usize>((entries + vector<T>() - 1) / vector<T>()) << 4;
    for (let at = code; at < end; at += 16) {
      const y = place(registers, word(at, 1), start, workspace);
      const op = word(at, 0);
      if (op < 2) {
        if (op === 0) gather<T>(word(at, 2), start, entries, y);
        else keepMask<T>(word(at, 2), start, entries, y);
        continue;
      }
      const a = place(registers, word(at, 2), start, workspace);
      const b = place(registers, word(at, 3), start, workspace);
      switch (op) {
        case 2: // neg
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.neg<T>(v128.load(a + i)));
          break;
        case 3: // abs
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.abs<T>(v128.load(a + i)));
          break;
        case 4: // sign
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, sign<T>(v128.load(a + i)));
          break;
        case 5: // exp
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, exp<T>(v128.load(a + i)));
          break;
        case 6: // log
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, log<T>(v128.load(a + i)));
          break;
        case 7: // sqrt
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.sqrt<T>(v128.load(a + i)));
          break;
        case 8: // tanh
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, tanh<T>(v128.load(a + i)));
          break;
        case 9: // erf
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, erf<T>(v128.load(a + i)));
          break;
        case 10: // rsqrt
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.div<T>(one, v128.sqrt<T>(v128.load(a + i))));
          break;
        case 11: // add
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.add<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 12: // sub
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.sub<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 13: // mul
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.mul<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 14: // div
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.div<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 15: // pow
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, pow<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 16: // maximum
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.max<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 17: // minimum
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.min<T>(v128.load(a + i), v128.load(b + i)));
          break;
        case 18: // greater
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.gt<T>(v128.load(a + i), v128.load(b + i)), one));
          break;
        case 19: // less
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.lt<T>(v128.load(a + i), v128.load(b + i)), one));
          break;
        case 20: // equal
          for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, v128.and(v128.eq<T>(v128.load(a + i), v128.load(b + i)), one));
          break;
      }
    }
  }
}

function place(registers: usize, index: i32, start: i32, workspace: i32): usize {
  const entry = registers + <usize>index * 12;
  return <usize>(word(entry, 0) + start * word(entry, 1) + workspace * word(entry, 2));
}
