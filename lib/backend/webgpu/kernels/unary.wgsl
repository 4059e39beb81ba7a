// y = op(x), entry by entry. Params: how many, a number that is not used, and where x and y begin; or where among the
// params the views of x and y are described.

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

// Four entries a thread.
@compute @workgroup_size(256)
fn dense(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let first = group_index(group, groups) * 1024u + local;
  let until = min(params[0], first + 1024u);
  let at_x = params[2];
  let at_y = params[3];
  for (var i = first; i < until; i += 256u) {
    y[at_y + i] = apply(x[at_x + i]);
  }
}

@compute @workgroup_size(256)
fn strided(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 256u + local;
  if (i < params[0]) {
    y[place_of(params[3], i)] = apply(x[place_of(params[2], i)]);
  }
}
