// y = op(x), entry by entry. Params: how many, where the view of y is described; then the views of x and y.

override op: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

fn apply(x: f32) -> f32 {
  switch (op) {
    case 0u: { return -x; }
    case 1u: { return abs(x); }
    case 2u: { return sign_of(x); }
    case 3u: { return exp_of(x); }
    case 4u: { return log_of(x); }
    case 5u: { return sqrt_of(x); }
    case 6u: { return tanh_of(x); }
    case 7u: { return erf_of(x); }
    default: { return x; }
  }
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 256u + local;
  if (i < params[0]) {
    y[place_of(params[1], i)] = apply(x[place_of(2u, i)]);
  }
}
