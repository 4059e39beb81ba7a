// What the host lends: its Math, and erf of the reference.

export declare function exp(x: f64): f64;
export declare function log(x: f64): f64;
export declare function tanh(x: f64): f64;
export declare function erf(x: f64): f64;
export declare function pow(x: f64, y: f64): f64;
