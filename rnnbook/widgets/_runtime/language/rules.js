// The derivatives of all operations, one line an operation: what the gradient d of the
// result y gives each argument, a and b, written in the language of cells. A rule that
// is missing has no gradient. Python reads this table too (rnnbook.language.RULES).
export const RULES = `
add      d, d
sub      d, -d
mul      d * b, d * a
div      d / b, -d * y / b
neg      -d
pow      d * b * a ** (b - 1), d * y * np.log(a)
square   2 * d * a
exp      d * y
log      d / a
cos      -d * np.sin(a)
sin      d * np.cos(a)
tanh     d * (1 - y**2)
sigmoid  d * y * (1 - y)
max      d * (a > b), d - d * (a > b)
min      d * (b > a), d - d * (b > a)
`;
