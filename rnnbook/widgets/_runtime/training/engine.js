// Who computes: plainly in float64, in the order of the chapters; or in float32, by
// WebAssembly where there is SIMD, by plain loops where there is none.
import { compileLoop } from "./elementwise.js";
import { product } from "./product.js";
import { simdLoop } from "./simd_loop.js";
import { simdProduct } from "./simd_product.js";
import { makeStore } from "./store.js";

const plain = (Kind, name) => ({ name, product, compile: compileLoop, store: makeStore(Kind) });

function simd() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return {
    name: "float32 simd",
    product: simdProduct(memory),
    compile: (graph, inputs, outputs, H) =>
      simdLoop(graph, inputs, outputs, H, memory) ?? compileLoop(graph, inputs, outputs),
    store: makeStore(Float32Array, memory),
  };
}

// precision: "float64", "float32", or "float32 plain", which is float32 without WebAssembly.
export function makeEngine(precision) {
  if (precision === "float64") return plain(Float64Array, "float64");
  if (precision === "float32") {
    try {
      return simd();
    } catch {
      // no WebAssembly here, or none with SIMD
    }
  }
  return plain(Float32Array, "float32 plain");
}
