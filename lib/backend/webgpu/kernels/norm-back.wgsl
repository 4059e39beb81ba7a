// The gradients of normalization. x − μ and dY as (outer, blocks, inner), dense, whose groups share them as blocks.wgsl
// says. Params: outer, blocks, inner, every, period; where dY, x − μ, (σ² + ε)^(−1/2) and gamma begin; threads side by
// side as a power of two.

@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> centered: array<f32>;
@group(0) @binding(3) var<storage, read> inv_std: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read_write> first: array<f32>;
@group(0) @binding(6) var<storage, read_write> second: array<f32>;

override has_gamma: bool;

// γ dy and x̂ of an entry.
fn pair(at: u32, q: u32, root: f32) -> vec2<f32> {
  let up = gradient[params[5] + at] * select(1.0, gamma[params[8] + q], has_gamma);
  return vec2(up, centered[params[6] + at] * root);
}

// first: dX = r (γ dy − Σ γ dy / m − x̂ Σ γ dy x̂ / m). One more param: `step` of gamma.
@compute @workgroup_size(threads)
fn input(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups) * width + local % width;
  let block = min(index, params[1] - 1u);
  let share = share_of(local, params[9]);
  let inner = params[2];
  let apart = params[1] * inner;
  let start = (block * inner) % (params[3] * params[4]);
  let root = inv_std[params[7] + block];
  var part = vec2(0.0);
  for (var row = share.row; row < params[0]; row += share.rows) {
    for (var i = share.column; i < inner; i += share.columns) {
      let q = affine_of(start, i, params[3], params[10]);
      let both = pair(block * inner + row * apart + i, q, root);
      part += vec2(both.x, both.x * both.y);
    }
  }
  let sums = total(local, part) / f32(params[0] * inner);
  if (index >= params[1]) {
    return;
  }
  for (var row = share.row; row < params[0]; row += share.rows) {
    for (var i = share.column; i < inner; i += share.columns) {
      let at = block * inner + row * apart + i;
      let both = pair(at, affine_of(start, i, params[3], params[10]), root);
      first[at] = root * (both.x - sums.x - both.y * sums.y);
    }
  }
}

// first: dγ = Σ dy x̂, second: dβ = Σ dy. Here dY is shared as an array (repeats, period, every), the repeats in pieces
// whose sums another call adds: those of piece p and entry q are at p · period + q. More params: repeats, those of a
// piece, and pieces; how many entries of gamma a block has, and how many blocks further the next repeat lies.
@compute @workgroup_size(threads)
fn affine(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let every = params[3];
  let period = params[4];
  let across = (period + width - 1u) / width;
  let index = group_index(group, groups);
  let piece = min(index / across, params[12] - 1u);
  let column = (index % across) * width + local % width;
  let q = min(column, period - 1u);
  let share = share_of(local, params[9]);
  let begin = piece * params[11];
  let end = min(params[10], begin + params[11]);
  var part = vec2(0.0);
  for (var repeat = begin + share.row; repeat < end; repeat += share.rows) {
    let root = inv_std[params[7] + repeat * params[14] + q / params[13]];
    for (var i = share.column; i < every; i += share.columns) {
      let at = (repeat * period + q) * every + i;
      let up = gradient[params[5] + at];
      part += vec2(up * (centered[params[6] + at] * root), up);
    }
  }
  let sums = total(local, part);
  if (local < width && column < period && index < across * params[12]) {
    first[piece * period + q] = sums.x;
    second[piece * period + q] = sums.y;
  }
}
