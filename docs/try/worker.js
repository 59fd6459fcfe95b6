// Python and configlint, apart from the page so that it stays responsive.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const ready = (async () => {
  const pyodide = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  const packages = await (await fetch(new URL("./packages.zip", import.meta.url))).arrayBuffer();
  pyodide.unpackArchive(packages, "zip", { extractDir: "/packages" });
  pyodide.runPython("import sys; sys.path.insert(0, '/packages')");
  return pyodide.pyimport("bridge");
})();

self.onmessage = async ({ data: { id, verb, question } }) => {
  try {
    const bridge = await ready;
    self.postMessage({ id, answer: JSON.parse(bridge[verb](JSON.stringify(question))) });
  } catch (error) {
    self.postMessage({ id, failure: String(error.message ?? error).trim().split("\n").pop() });
  }
};
