// What all kernels have: the numbers of one call, and NaN and infinity by their bits, because an implementation may
// take it that floating-point numbers are neither: `x != x` may be compiled to false.

@group(0) @binding(0) var<storage, read> params: array<u32>;

fn param(at: u32) -> f32 {
  return bitcast<f32>(params[at]);
}

fn is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

fn is_infinite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u;
}

// Variables, as a constant expression may be neither.
fn infinity() -> f32 {
  var bits = 0x7f800000u;
  return bitcast<f32>(bits);
}

fn not_a_number() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}

// NaN if either is NaN.
fn larger(a: f32, b: f32) -> f32 {
  return select(select(max(a, b), b, is_nan(b)), a, is_nan(a));
}

fn smaller(a: f32, b: f32) -> f32 {
  return select(select(min(a, b), b, is_nan(b)), a, is_nan(a));
}

// Groups run along two axes of the grid, as one takes 65,535 of them at most.
fn group_index(group: vec3<u32>, groups: vec3<u32>) -> u32 {
  return group.y * groups.x + group.x;
}

// Where entry `index` of a view lies: from `at` on, params hold its offset and rank, and size and stride of each axis.
fn place_of(at: u32, index: u32) -> u32 {
  var place = params[at];
  let rank = params[at + 1u];
  if (rank == 1u) {
    return place + index * params[at + 3u];
  }
  var rest = index;
  for (var axis = rank; axis > 0u; axis--) {
    let entry = at + 2u * axis;
    let size = params[entry];
    let above = rest / size;
    place += (rest - above * size) * params[entry + 1u];
    rest = above;
  }
  return place;
}
