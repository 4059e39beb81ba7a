// C = A B for stacks of matrices of any strides. Where there are few entries and long sums, groups share one: each of
// `parts` sums over `share` products, and another call adds them. Params: m, k, n, share; offset and strides (matrix,
// row, column) of A, those of B; stacks times parts, and parts.

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// What a group has of C: a square from (i, j) on, of which part of which matrix of the stack.
struct Tile {
  layer: u32,
  i: u32,
  j: u32,
  // Where its matrices of A and B begin.
  a: u32,
  b: u32,
  // Its products.
  first: u32,
  until: u32,
}

fn tile_of(index: u32, size: u32) -> Tile {
  let down = (params[0] + size - 1u) / size;
  let across = (params[2] + size - 1u) / size;
  let square = index % (down * across);
  let layer = index / (down * across);
  let stack = layer / params[13];
  let first = (layer % params[13]) * params[3];
  return Tile(
    layer,
    (square / across) * size,
    (square % across) * size,
    params[4] + stack * params[5],
    params[8] + stack * params[9],
    first,
    min(params[1], first + params[3]),
  );
}

// Where column j of B begins, and the three that stand 8 apart after it. Beyond the edge the last one is read again, and
// nothing is written.
fn columns_at(start: u32, j: u32) -> vec4<u32> {
  return start + min(vec4(j, j + 8u, j + 16u, j + 24u), vec4(params[2] - 1u)) * params[11];
}

fn row_at(start: u32, i: u32) -> u32 {
  return start + min(i, params[0] - 1u) * params[6];
}

fn four(at: vec4<u32>) -> vec4<f32> {
  return vec4(b[at.x], b[at.y], b[at.z], b[at.w]);
}

fn put(layer: u32, i: u32, j: u32, value: f32) {
  if (i < params[0] && j < params[2]) {
    c[(layer * params[0] + i) * params[2] + j] = value;
  }
}

// A thread has 4 × 4 entries of C, a group 32 × 32. Sums of 256 products are added to each other, so that rounding does
// not pile up.
@compute @workgroup_size(8, 8)
fn small(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let tile = tile_of(group_index(group, groups), 32u);
  let i = tile.i + local.y * 4u;
  let j = tile.j + local.x;
  if (tile.layer >= params[12] || i >= params[0] || j >= params[2]) {
    return;
  }
  let right = params[7];
  let below = params[10];
  let columns = columns_at(tile.b, j);
  var rows: array<u32, 4>;
  for (var r = 0u; r < 4u; r++) {
    rows[r] = row_at(tile.a, i + r);
  }
  var total: array<vec4<f32>, 4>;
  var sum: array<vec4<f32>, 4>;
  for (var block = tile.first; block < tile.until; block += 256u) {
    let end = min(tile.until, block + 256u);
    for (var r = 0u; r < 4u; r++) {
      sum[r] = vec4(0.0); // lavapipe does not begin a variable of the loop anew
    }
    for (var p = block; p < end; p++) {
      let row = four(columns + p * below);
      for (var r = 0u; r < 4u; r++) {
        sum[r] += a[rows[r] + p * right] * row;
      }
    }
    for (var r = 0u; r < 4u; r++) {
      total[r] += sum[r];
    }
  }
  for (var r = 0u; r < 4u; r++) {
    for (var q = 0u; q < 4u; q++) {
      put(tile.layer, i + r, j + 8u * q, total[r][q]);
    }
  }
}

// A thread has 8 × 8 entries, a group 64 × 64: half as much to read for each product.
@compute @workgroup_size(8, 8)
fn large(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let tile = tile_of(group_index(group, groups), 64u);
  let i = tile.i + local.y * 8u;
  let j = tile.j + local.x;
  if (tile.layer >= params[12] || i >= params[0] || j >= params[2]) {
    return;
  }
  let right = params[7];
  let below = params[10];
  let near = columns_at(tile.b, j);
  let far = columns_at(tile.b, j + 32u);
  var rows: array<u32, 8>;
  for (var r = 0u; r < 8u; r++) {
    rows[r] = row_at(tile.a, i + r);
  }
  var left: array<vec4<f32>, 8>;
  var beyond: array<vec4<f32>, 8>;
  for (var p = tile.first; p < tile.until; p++) {
    let row = four(near + p * below);
    let rest = four(far + p * below);
    for (var r = 0u; r < 8u; r++) {
      let value = a[rows[r] + p * right];
      left[r] += value * row;
      beyond[r] += value * rest;
    }
  }
  for (var r = 0u; r < 8u; r++) {
    for (var q = 0u; q < 4u; q++) {
      put(tile.layer, i + r, j + 8u * q, left[r][q]);
      put(tile.layer, i + r, j + 32u + 8u * q, beyond[r][q]);
    }
  }
}
