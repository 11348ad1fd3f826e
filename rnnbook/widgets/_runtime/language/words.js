// What the refusals say. An entry is a key, what came and what was wanted, =>, and the
// remedy; {names} are filled in. Python reads these tables too (rnnbook.language).
export const WORDS = `
too_long
  the text has {length} characters, wanted at most {longest}
  => paste the lines of one cell
unclosed
  the bracket '{bracket}' that opens here is never closed
  => write the bracket that closes it
no_open
  the bracket '{bracket}' closes one that was never opened
  => delete it, or write the one that opens
wrong_close
  '{bracket}' closes the '{open}' of line {line}, wanted a bracket of the same kind
  => make the two brackets a pair
unclosed_text
  the quotation mark {mark} that opens here is never closed
  => close the text by {mark}, or begin a comment with #
tabs
  tabs and spaces are mixed before the lines, wanted one of the two
  => indent every line by spaces, four for each level
dedent
  this line begins after {width} spaces, wanted as many as a line above ({wanted})
  => put it exactly below the line that it belongs to
indent
  this line is indented further than the line above, wanted the same
  => delete the spaces that it has too many
no_indent
  nothing stands below '{what}' of line {line}, wanted its lines, indented
  => begin each line of it with four spaces
bad_number
  '{came}' is neither a number nor a name
  => write a number such as 0.5 or 1e-3; a product needs its sign: 2 * x
huge
  {came} is too large, wanted a number that a computer keeps exactly
  => write a smaller number
space
  the character {number} looks like a space and is none
  => type a space in its place
lookalike
  '{came}' ({number}) looks like {wanted} and is not, wanted the plain character
  => type {wanted} in its place
fence
  the character {came} belongs to the text around the lines
  => delete it
character
  the character {came} is not in the language, wanted letters from a to z, digits and _
  => write it in words, such as sigma, or in a comment
unexpected
  {came} stands here, wanted {wanted}
  => look at the signs and the brackets just before it
word
  '{came}' is not in the language of cells, wanted lines of plain arithmetic
  => {hint}
misplaced
  '{came}' stands within a line, wanted it at the beginning of one
  => begin a new line before it, or complete the line above
other_word
  '{came}' is a word of Python that the language of cells does not have
  => write plain lines: name = expression
taken
  '{name}' has a meaning already, wanted another name
  => rename it
long_statement
  this line has more than {most} operations
  => give its parts names, in lines of their own
deep
  the brackets are more than {most} deep
  => give the inner parts names, in lines of their own
comparison
  '{came}' compares for equality, wanted > or <
  => write a > b, a mask of 0 and 1
two_comparisons
  two comparisons stand side by side, wanted one
  => multiply two masks: (a > b) * (b > c)
matmul
  '{came}' is a product of matrices, wanted arithmetic of one unit
  => xU and hW are the products with U and W already; write * for two values of one unit
operator
  the operator '{came}' is not in the language, wanted + - * / ** > <
  => {hint}
plus
  a + stands before a value and changes nothing
  => delete it
star
  '*' stands before a name, wanted the values one by one
  => write each value by its name
text
  a text stands among the values, wanted numbers and names
  => delete the quotation marks, or begin a comment with #
index
  '[' takes a part out of a value by its place, wanted names for the parts
  => cut a row into blocks by a, b = np.split(x, 2, axis=-1); unpack a state by
  h_prev, c_prev = state
index_text
  '[' takes a value out of a dictionary, wanted names
  => leave the weights out: xU and hW are the products with them already, and b is in xU
semicolon
  two statements stand in one line
  => begin a new line in place of the ;
walrus
  ':=' sets a name within an expression
  => set it by = in a line of its own, above
return_nothing
  return stands without a value, wanted the new state
  => write return (h,), or return (h, c)
update
  '{came}' changes a value in place, wanted a new value
  => write c = c {op} d for c {came} d
annotation
  ':' stands after a name, wanted =
  => write name = expression
misspelt
  '{came}' begins this line and is not known
  => write {near}, if it was meant, or name = expression
no_effect
  this line sets no name and returns nothing
  => write name = in front of it, or delete it
two_settings
  two = stand in one line, wanted one
  => set each name in a line of its own
target
  what stands before = is no name, wanted a name, or names with commas between them
  => write name = expression
decimal_comma
  a comma stands between two numbers, wanted a point
  => write {wanted}
prompt
  '{came}' is what a console writes before a line
  => delete it, in each line
decorator
  '@' stands before a function, wanted the function alone
  => delete this line
colon
  '{what}' has no colon at its end
  => write : at the end of the line
parameter_twice
  the name '{name}' stands here twice
  => delete one of the two, or rename it
default
  '{name}' has a value given by =, wanted the name alone
  => set the number in a line above the function: {name} = 0.5
inside
  a {what} stands within a function
  => move it out, above the function
method
  a function stands within a class, wanted the names of the record's fields
  => delete it, or move it out
base
  the class '{name}' is no NamedTuple, wanted a record of named values
  => write a cell as a function without a class: def cell(xU, hW, state): with its lines
  indented by four spaces; a record is class {name}(NamedTuple):
field_name
  the field '{name}' begins with _, which a NamedTuple refuses
  => rename it
importing
  '{module}' is not what a cell imports, wanted NumPy as np, or rnnbook's own names
  => write import numpy as np, and from rnnbook import sigmoid, or delete the line
no_value
  {came} stands here, wanted a value: numbers of one or more blocks
  => unpack it first: (h_prev,) = state, or h_prev, c_prev = state
width
  {name} is {came} wide, wanted {wanted}
  => split what is wider by np.split, so that both sides have as many blocks
of_numbers
  this is an operation on plain numbers alone, wanted a value among them
  => write down the number that it makes
by_zero
  a number is divided by zero
  => divide by another number
long_cell
  the cell has more than {most} operations
  => leave out what repeats itself
mask
  masks (a > b) are computed with numbers or with each other, wanted a value
  => multiply a value by the mask first: a * (b > 0); its opposite is a - a * (b > 0)
early
  '{name}' is used here, and set only in line {line}
  => move the line that sets it above this one
uncalled
  '{name}' is a function and stands without its brackets
  => write {name}(...) with what it takes
module
  '{name}' is a module, wanted one of its functions
  => write np.tanh(x), sigmoid(x), or another function
hint
  '{name}' is not in the language of cells
  => {hint}
unknown_near
  '{name}' is not known here
  => write {near}, if it was meant, or set {name} in a line above
unknown_near_np
  '{name}' is not known here
  => write {near}, if it was meant
unknown
  '{name}' is not known here, wanted a name that a line above has set
  => set it in a line above: {name} = ...
attribute
  '.{name}' asks a value for something, wanted plain arithmetic
  => {hint}
field
  the record has no field '{name}', wanted one of {fields}
  => add {name} to the record, and let the step fill it in
no_function
  '{name}' is not in the language, wanted np.tanh, np.exp, np.log, np.sin, np.cos,
  np.square, np.maximum, np.minimum, sigmoid
  => write it with one of those, or with + - * / **
no_call
  '{name}' is a value and stands before brackets like a function
  => write * for a product: {name} * (...)
no_call_value
  an expression stands before brackets like a function
  => write * for a product: (a + b) * (c + d)
keyword
  {name} is given '{keyword}=', wanted its values alone
  => delete {keyword}= and what belongs to it
keyword_first
  a value stands here after one that has a name
  => put those with names last
no_class
  the record '{name}' is not known here, wanted a class that names its fields
  => write class {name}(NamedTuple): and below it a line such as i: np.ndarray for each field
arguments
  {name} is given {came}, wanted {wanted}
  => give it {wanted}
axis
  {name} has no axis=-1 at its end, wanted the blocks side by side
  => write axis=-1 as its last argument
split_parts
  np.split is told to cut into something else than a whole number of parts
  => write the number of blocks: np.split(xU + hW, 4, axis=-1)
split
  {came} cannot be cut into {parts} equal parts
  => cut into as many parts as there are blocks
concatenate
  np.concatenate is given something else than values in brackets
  => write np.concatenate([a, b], axis=-1)
wide
  this is {came} blocks wide, wanted at most {most}
  => use fewer blocks
record_count
  {name} is given {came}, wanted a value for each of {wanted}
  => give it a value for each field
record_field
  {name} has no field '{field}', wanted {fields}
  => use one of its fields, or add the field to the class
recursion
  '{name}' calls itself, wanted straight lines
  => write the lines once; the loop over time calls the cell
after_return
  this line stands after the return of line {line} and would never run
  => move it above the return, or delete it
no_return
  '{name}' returns nothing, wanted the new state
  => end it with return (h,), or return (h, c)
unpack_value
  {name} and its neighbours, {count} in all, are given one value
  => cut it first: a, b = np.split(x, 2, axis=-1)
unpack
  {wanted} names are given {came} values
  => write a name for each value, with _ for one that is not used
return_outside
  return stands outside of a function
  => indent it by four spaces, below its def
defined_twice
  '{name}' is there already
  => give one of the two another name
constant
  outside of the functions stands something else than a plain number
  => move the line into a function, or write the number
no_such_cell
  there is no cell '{name}' in the text, wanted one of: {names}
  => ask for one that is there
no_function_at_all
  the text has no function, wanted the step of a cell
  => begin with def cell(xU, hW, state): and indent the lines below it
no_step
  '{name}' takes ({came}), wanted a step that takes (xU, hW, state)
  => begin with def {name}(xU, hW, state): where xU and hW are the two products
state_tuple
  the new state is returned as one value, wanted a tuple, which is made by a comma
  => write return ({shown},) with its comma
state_list
  the new state is returned as a list, wanted a tuple, in round brackets
  => write return (h, c), or return (h,)
state_name
  a part of the state is called '{name}', which has another meaning
  => give it another name, such as c
state_twice
  the new state has '{name}' twice
  => give the second part a name of its own
h_first
  the new state is ({came}), wanted h first: W multiplies the first part
  => return the state in the order {wanted}
state_count
  the new state has {came} parts, the old state {wanted}
  => return a part for each NAME_prev that the step takes
weight_name
  the weight '{name}' has the name of something else
  => give it a name of its own, such as P
number_out
  the new {name} is a plain number, wanted a value that depends on the inputs
  => compute it from xU and hW
constant_out
  the new {name} depends on the weights alone, wanted xU, hW or the state in it
  => compute it from xU and hW
mask_out
  {name} is a mask of 0 and 1, wanted a value
  => multiply a value by it: a * (a > 0)
no_record
  the step returns no record for its backward, wanted return (h, c), Step(...)
  => return what the backward needs as a NamedTuple, or delete the backward: it is then derived
record_value
  the record's {name} is no value of the step
  => keep values in the record, and write numbers into the backward
parts
  {came} come back, wanted {wanted}
  => return all of them, with commas between them
parameters
  {name} takes ({came}), wanted ({wanted})
  => write def {name}({wanted}):
gradient_number
  {name} is a plain number, wanted a row for each sequence
  => write 0 * dh for a gradient that is zero
state_apart
  '{name}' is written for a step that takes its state apart
  => let the step take (xU, hW, state), or delete the backward: it is then derived
inner_blocks
  '{name}' makes a row for the last of two or more blocks, and there is one
  => split xU + hW into two or more blocks
inner_backward
  '{name}' has no backward, and the cell has one
  => write {name}_backward(dq, s), or delete the other backward: both are then derived
params
  {name} has the fields {came}, wanted {wanted}
  => name a field for each weight, in this order
unread
  '{name}' is set here and never used
  => use it, or delete the line
twice
  '{name}' is set in line {line}, and set again here before it was used
  => give one of the two another name
lone
  '{name}' belongs to no function: there is no {of}
  => give the two the same name, {of} and {name}
gate
  the block {gate} of xU and hW has no effect on the new state
  => use it, or split into fewer blocks
lines_parameter
  '{name}' is not given to these lines, wanted {wanted}
  => use the names that are given
lines_output
  '{name}' is not set by these lines
  => end with a line {name} = ...
broken
  the text could not be read
  => start again from a preset
`;

// What to write instead: of a word of Python, of a function, of a module's function.
export const HINTS = `
word:for write the lines of one time step; the loop over time calls the cell
word:while write the lines of one time step; the loop over time calls the cell
word:if multiply by a mask: x * (a > 0) is x where a > 0, else 0; y + (x - y) * (a > 0): else y
word:else multiply by a mask: x * (a > 0) is x where a > 0, else 0; y + (x - y) * (a > 0): else y
word:elif multiply by a mask: x * (a > 0) is x where a > 0, else 0; y + (x - y) * (a > 0): else y
word:and multiply two masks: (a > 0) * (b > 0)
word:or take the larger of two masks: np.maximum(a > 0, b > 0)
word:not turn the comparison round: 0 > a for not a > 0
word:lambda write a function with def, above
word:True write a number
word:False write a number
word:None write a number, or 0 * dh for a gradient that is zero
word:import write imports at the beginning of the text
word:global give the value to the function, or keep it in the record
word:print delete the line
np.sigmoid write sigmoid(x); rnnbook has it, and NumPy has none
np.matmul xU and hW are the products with U and W already; write * for two values of one unit
np.dot xU and hW are the products with U and W already; write * for two values of one unit
np.outer write * for the product of two values of one unit
np.abs write np.maximum(x, -x)
np.absolute write np.maximum(x, -x)
np.fabs write np.maximum(x, -x)
np.sqrt write x ** 0.5
np.where write b + (a - b) * (m > 0) with a mask: a where m is above 0, and b elsewhere
np.clip write np.minimum(np.maximum(x, 0), 1), with your limits for 0 and 1
np.zeros_like write 0 * x
np.zeros write 0 * x
np.ones_like write 1 + 0 * x
np.ones write 1 + 0 * x
np.sum leave it out: each unit is computed by itself
np.mean leave it out: each unit is computed by itself
np.max write np.maximum(a, b)
np.min write np.minimum(a, b)
np.hstack write np.concatenate([a, b], axis=-1)
np.concat write np.concatenate([a, b], axis=-1)
np.hsplit write np.split(x, 4, axis=-1), with the number of blocks for 4
np.array_split write np.split(x, 4, axis=-1), with the number of blocks for 4
np.log1p write np.log(1 + x)
np.expm1 write np.exp(x) - 1
np.relu write np.maximum(x, 0)
np.sign write one * (x > 0) - one * (0 > x), with one = 1 + 0 * x in a line above
np.random leave it out: the same inputs give the same new state
np.tan write np.sin(x) / np.cos(x)
np.pi write 3.141592653589793
np.e write 2.718281828459045
np.array use the values as they are
np.asarray use the values as they are
sqrt write x ** 0.5
matmul xU and hW are the products with U and W already; write * for two values of one unit
mm xU and hW are the products with U and W already; write * for two values of one unit
dot xU and hW are the products with U and W already; write * for two values of one unit
where write b + (a - b) * (m > 0) with a mask: a where m is above 0, and b elsewhere
clamp write np.minimum(np.maximum(x, 0), 1), with your limits for 0 and 1
clip write np.minimum(np.maximum(x, 0), 1), with your limits for 0 and 1
relu write np.maximum(x, 0)
ReLU write np.maximum(x, 0)
Sigmoid write sigmoid(x)
logistic write sigmoid(x)
softmax use sigmoid(x): each unit is computed by itself
softplus write np.maximum(x, 0) + np.log(1 + np.exp(-np.maximum(x, -x)))
chunk write np.split(x, 4, axis=-1), with the number of blocks for 4
cat write np.concatenate([a, b], axis=-1)
stack write np.concatenate([a, b], axis=-1)
abs write np.maximum(x, -x)
max write np.maximum(a, b)
min write np.minimum(a, b)
sum leave it out: each unit is computed by itself
len write the number
range write the lines of one time step; the loop over time calls the cell
print delete the line
float use the value as it is
tanh write np.tanh(x)
exp write np.exp(x)
log write np.log(x)
sin write np.sin(x)
cos write np.cos(x)
square write np.square(x)
maximum write np.maximum(a, b)
minimum write np.minimum(a, b)
split write np.split(x, 4, axis=-1), with the number of blocks for 4
concatenate write np.concatenate([a, b], axis=-1)
self write the step as a function, without a class
U leave it out: xU is the product of the input with U already
W leave it out: hW is the product of the old h with W already
b leave it out: xU has it already
weight leave it out: xU and hW are the products with the weights already
silu write x * sigmoid(x)
swish write x * sigmoid(x)
gelu write x * sigmoid(1.702 * x), which is close to it
elu write np.maximum(x, 0) + np.exp(np.minimum(x, 0)) - 1
leaky_relu write np.maximum(x, 0.01 * x)
hard_sigmoid write np.minimum(np.maximum(0.2 * x + 0.5, 0), 1)
np.cosh write (np.exp(x) + np.exp(-x)) / 2
np.sinh write (np.exp(x) - np.exp(-x)) / 2
.sigmoid write sigmoid(x)
.pow write x ** 2
.mean leave it out: each unit is computed by itself
.std leave it out: each unit is computed by itself
.var leave it out: each unit is computed by itself
.T leave it out: each unit is computed by itself
op:^ write ** for a power
op:// write /
op:& multiply two masks: (a > 0) * (b > 0)
op:| take the larger of two masks: np.maximum(a > 0, b > 0)
op:~ turn the comparison round: 0 > a for not a > 0
op:% use one of those
op:! use one of those
x take xU, the product of the input with U, which the loop has made
`;

// Characters that look like those of the language, each before the one that is meant.
export const LOOKALIKES = `
（( ）) ［[ ］] ｛{ ｝} ，, 、, ：: ；; ＝= ＋+ －- ＊* ／/ ．. 。. ＞> ＜< ＿_
“" ”" „" «" »" ＂" ‘' ’' ‚' ＇' −- –- —- ‐- ‑- ×* ·* ⋅* ∙* ∗* ÷/ ∕/
`;

// Names that the loop over time uses itself: no part of a state, and no weight.
export const LOOP = `
U W b b_h q x a xU hW dU dW db dx da dq dxU dhW state dstate s running stopped coef scratch
spare rows own own_rows carry through above hW_row hW_q W_q dhW_row numbers steps zip saved
half one zero add subtract multiply divide negative power square exp log cos sin tanh maximum
minimum greater copyto dot
`;
