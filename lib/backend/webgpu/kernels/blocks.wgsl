// How a group of threads shares an array (outer, blocks, inner): it has one block, or where inner is 1 `width` blocks
// that lie side by side. Of the threads of a block so many as a power of two go along inner beside each other, and
// rows of such along outer: neighbors read neighbors, and no entry needs a division.

override threads: u32;
override width: u32;

// Whether gamma and beta change in the middle of a block, after every so many entries.
override divided: bool;

// A thread's first entry of its block, and how far it is to the next ones.
struct Share {
  row: u32,
  rows: u32,
  column: u32,
  columns: u32,
}

fn share_of(local: u32, power: u32) -> Share {
  let columns = 1u << power;
  let number = local / width;
  return Share(number >> power, (threads / width) >> power, number & (columns - 1u), columns);
}

// Where gamma and beta of an entry of a block are: `start` is where they begin, counted in entries that have their own,
// each of them `every` times; `step` is 1 if they change from entry to entry, 0 if they are the same in all of the block.
fn affine_of(start: u32, column: u32, every: u32, step: u32) -> u32 {
  if (divided) {
    return (start + column) / every;
  }
  return start / every + column * step;
}

var<workgroup> each: array<vec2<f32>, 256>;
var<workgroup> part_sums: array<vec2<f32>, 16>;

// The sum over the threads of a block. There are two barriers and no more, as they cost more than additions.
fn total(local: u32, value: vec2<f32>) -> vec2<f32> {
  each[local] = value;
  workgroupBarrier();
  var sum = vec2(0.0);
  if (width > 1u) {
    for (var i = local % width; i < threads; i += width) {
      sum += each[i];
    }
    workgroupBarrier();
    return sum;
  }
  if (local < 16u) {
    for (var i = local; i < threads; i += 16u) {
      sum += each[i];
    }
    part_sums[local] = sum;
  }
  workgroupBarrier();
  sum = part_sums[0];
  for (var i = 1u; i < 16u; i++) {
    sum += part_sums[i];
  }
  return sum;
}
