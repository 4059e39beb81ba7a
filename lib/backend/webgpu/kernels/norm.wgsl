// Normalization of x as (outer, blocks, inner), dense, whose groups share it as blocks.wgsl says. Params: outer, blocks,
// inner, every, period, ε; where x, gamma and beta begin; threads along inner as a power of two, and `step` of gamma.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> mean: array<f32>;
@group(0) @binding(6) var<storage, read_write> variance: array<f32>;

override has_gamma: bool;
override has_beta: bool;

// μ = Σ x / m, σ² = Σ (x − μ)² / m, y = γ (x − μ) (σ² + ε)^(−1/2) + β
@compute @workgroup_size(threads)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups) * width + local % width;
  let block = min(index, params[1] - 1u);
  let share = share_of(local, params[9]);
  let outer = params[0];
  let inner = params[2];
  let m = f32(outer * inner);
  let begin = params[6] + block * inner;
  let apart = params[1] * inner;
  var part = 0.0;
  for (var row = share.row; row < outer; row += share.rows) {
    for (var i = share.column; i < inner; i += share.columns) {
      part += x[begin + row * apart + i];
    }
  }
  let center = total(local, vec2(part, 0.0)).x / m;
  part = 0.0;
  for (var row = share.row; row < outer; row += share.rows) {
    for (var i = share.column; i < inner; i += share.columns) {
      let gap = x[begin + row * apart + i] - center;
      part += gap * gap;
    }
  }
  let spread = total(local, vec2(part, 0.0)).x / m;
  if (index >= params[1]) {
    return;
  }
  let root = 1.0 / sqrt_of(spread + param(5u));
  let start = (block * inner) % (params[3] * params[4]);
  for (var row = share.row; row < outer; row += share.rows) {
    for (var i = share.column; i < inner; i += share.columns) {
      let q = affine_of(start, i, params[3], params[10]);
      var value = (x[begin + row * apart + i] - center) * root;
      if (has_gamma) {
        value *= gamma[params[7] + q];
      }
      if (has_beta) {
        value += beta[params[8] + q];
      }
      y[block * inner + row * apart + i] = value;
    }
  }
  if (local < width) {
    mean[block] = center;
    variance[block] = spread;
  }
}
