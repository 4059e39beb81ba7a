// The gradients of normalization. x − μ and dY as (outer, blocks, inner), dense. Params: outer, blocks, inner, every,
// period; where dY, x − μ, (σ² + ε)^(−1/2) and gamma begin.

@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> centered: array<f32>;
@group(0) @binding(3) var<storage, read> inv_std: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read_write> first: array<f32>;
@group(0) @binding(6) var<storage, read_write> second: array<f32>;

override has_gamma: bool;

var<workgroup> values: array<vec2<f32>, 256>;

fn total(local: u32, value: vec2<f32>) -> vec2<f32> {
  values[local] = value;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) {
      values[local] += values[local + half];
    }
  }
  workgroupBarrier();
  return values[0];
}

// γ dy and x̂ of an entry of a block: its number in the block, and its place in memory.
fn pair(block: u32, entry: u32, at: u32) -> vec2<f32> {
  let q = ((block * params[2] + entry % params[2]) / params[3]) % params[4];
  let up = gradient[params[5] + at] * select(1.0, gamma[params[8] + q], has_gamma);
  return vec2(up, centered[params[6] + at] * inv_std[params[7] + block]);
}

// first: dX = r (γ dy − Σ γ dy / m − x̂ Σ γ dy x̂ / m), a group for each block.
@compute @workgroup_size(256)
fn input(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups);
  let block = min(index, params[1] - 1u);
  let inner = params[2];
  let m = params[0] * inner;
  var part = vec2(0.0);
  for (var i = local; i < m; i += 256u) {
    let both = pair(block, i, ((i / inner) * params[1] + block) * inner + i % inner);
    part += vec2(both.x, both.x * both.y);
  }
  let sums = total(local, part) / f32(m);
  if (index >= params[1]) {
    return;
  }
  for (var i = local; i < m; i += 256u) {
    let at = ((i / inner) * params[1] + block) * inner + i % inner;
    let both = pair(block, i, at);
    first[at] = inv_std[params[7] + block] * (both.x - sums.x - both.y * sums.y);
  }
}

// first: dγ = Σ dy x̂, second: dβ = Σ dy, a group for each entry of gamma.
@compute @workgroup_size(256)
fn affine(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups);
  let q = min(index, params[4] - 1u);
  let every = params[3];
  let size = params[1] * params[2];
  let rounds = size / (params[4] * every);
  var part = vec2(0.0);
  for (var i = local; i < params[0] * rounds * every; i += 256u) {
    let p = (((i / every) % rounds) * params[4] + q) * every + i % every;
    let at = (i / every / rounds) * size + p;
    let up = gradient[params[5] + at];
    part += vec2(up * centered[params[6] + at] * inv_std[params[7] + p / params[2]], up);
  }
  let sums = total(local, part);
  if (local == 0u && index < params[4]) {
    first[q] = sums.x;
    second[q] = sums.y;
  }
}
