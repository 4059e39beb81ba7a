// Arithmetic entry by entry on four entries at once, which formulas are made of.

fn nan_each(x: vec4<f32>) -> vec4<bool> {
  return (bitcast<vec4<u32>>(x) & vec4(0x7fffffffu)) > vec4(0x7f800000u);
}

fn number_each(which: vec4<bool>) -> vec4<f32> {
  return select(vec4(0.0), vec4(1.0), which);
}

// NaN if either is NaN.
fn larger_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return select(select(max(a, b), b, nan_each(b)), a, nan_each(a));
}

fn smaller_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return select(select(min(a, b), b, nan_each(b)), a, nan_each(a));
}

// 1 where it is so, else 0; NaN is neither more nor less, nor equal.
fn greater_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return number_each(!(nan_each(a) | nan_each(b)) & (a > b));
}

fn less_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return greater_each(b, a);
}

fn equal_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  return number_each(!(nan_each(a) | nan_each(b)) & (a == b));
}

// −1, 0 or 1; zeros keep their sign, and NaN stays.
fn sign_each(x: vec4<f32>) -> vec4<f32> {
  return select(select(x, vec4(-1.0), x < vec4(0.0)), vec4(1.0), x > vec4(0.0));
}

fn sqrt_each(x: vec4<f32>) -> vec4<f32> {
  let as_it_is = (x == vec4(0.0)) | (bitcast<vec4<u32>>(x) == vec4(0x7f800000u));
  let root = select(sqrt(x), x, as_it_is);
  return select(root, vec4(not_a_number()), nan_each(x) | (x < vec4(0.0)));
}

// x^(−1/2); infinity of 0, with its sign.
fn inverse_sqrt_each(x: vec4<f32>) -> vec4<f32> {
  let endless = bitcast<vec4<f32>>(bitcast<vec4<u32>>(x) | vec4(0x7f800000u));
  return select(1.0 / sqrt_each(x), endless, x == vec4(0.0));
}

// As `place_of`, of four entries.
fn places_of(at: u32, index: vec4<u32>) -> vec4<u32> {
  var place = vec4(params[at]);
  var rest = index;
  for (var axis = params[at + 1u]; axis > 1u; axis--) {
    let size = params[at + 2u * axis];
    let above = rest / size;
    place += (rest - above * size) * params[at + 2u * axis + 1u];
    rest = above;
  }
  return place + rest * select(0u, params[at + 3u], params[at + 1u] > 0u);
}
