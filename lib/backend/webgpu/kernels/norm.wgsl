// Normalization of x as (outer, blocks, inner), dense: a group for each block. Params: outer, blocks, inner, every,
// period, ε; where x, gamma and beta begin.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> mean: array<f32>;
@group(0) @binding(6) var<storage, read_write> variance: array<f32>;

override has_gamma: bool;
override has_beta: bool;

var<workgroup> values: array<f32, 256>;

fn total(local: u32, value: f32) -> f32 {
  values[local] = value;
  for (var half = 128u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) {
      values[local] += values[local + half];
    }
  }
  workgroupBarrier();
  let sum = values[0];
  workgroupBarrier();
  return sum;
}

fn place(block: u32, entry: u32) -> u32 {
  return ((entry / params[2]) * params[1] + block) * params[2] + entry % params[2];
}

// μ = Σ x / m, σ² = Σ (x − μ)² / m, y = γ (x − μ) (σ² + ε)^(−1/2) + β
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups);
  let block = min(index, params[1] - 1u);
  let m = params[0] * params[2];
  var part = 0.0;
  for (var i = local; i < m; i += 256u) {
    part += x[params[6] + place(block, i)];
  }
  let center = total(local, part) / f32(m);
  part = 0.0;
  for (var i = local; i < m; i += 256u) {
    let gap = x[params[6] + place(block, i)] - center;
    part += gap * gap;
  }
  let spread = total(local, part) / f32(m);
  if (index >= params[1]) {
    return;
  }
  let root = 1.0 / sqrt_of(spread + param(5u));
  for (var i = local; i < m; i += 256u) {
    let at = place(block, i);
    let q = ((block * params[2] + i % params[2]) / params[3]) % params[4];
    var value = (x[params[6] + at] - center) * root;
    if (has_gamma) {
      value *= gamma[params[7] + q];
    }
    if (has_beta) {
      value += beta[params[8] + q];
    }
    y[at] = value;
  }
  if (local == 0u) {
    mean[block] = center;
    variance[block] = spread;
  }
}
