// y = a op b, entry by entry. Params: how many, a number that stands for all of one operand, and where a, b and y begin;
// or where among the params the views of a, b and y are described.

override op: u32;
// Which operand is one number for all entries: 0 none, 1 a, 2 b.
override constant: u32;

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

fn apply(a: f32, b: f32) -> f32 {
  let comparable = !is_nan(a) && !is_nan(b);
  switch (op) {
    case 0u: { return a + b; }
    case 1u: { return a - b; }
    case 2u: { return a * b; }
    case 3u: { return a / b; }
    case 4u: { return power(a, b); }
    case 5u: { return larger(a, b); }
    case 6u: { return smaller(a, b); }
    case 7u: { return select(0.0, 1.0, comparable && a > b); }
    case 8u: { return select(0.0, 1.0, comparable && a < b); }
    default: { return select(0.0, 1.0, comparable && a == b); }
  }
}

// The entries of y and of the operands that are not one number.
fn compute(at_a: u32, at_b: u32, at_y: u32, number: f32) {
  var left = number;
  var right = number;
  if (constant != 1u) {
    left = a[at_a];
  }
  if (constant != 2u) {
    right = b[at_b];
  }
  y[at_y] = apply(left, right);
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
  let at_a = params[2];
  let at_b = params[3];
  let at_y = params[4];
  let number = param(1u);
  for (var i = first; i < until; i += 256u) {
    compute(at_a + i, at_b + i, at_y + i, number);
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
    compute(place_of(params[2], i), place_of(params[3], i), place_of(params[4], i), param(1u));
  }
}
