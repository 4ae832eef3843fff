// usage: node check-tfjs.mjs FOLDER
//
// Runs every model that make-cases wrote for TensorFlow.js and compares. It wants the package
// @tensorflow/tfjs where node finds it. A line each, and a number of failures as exit status.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const TOLERANCE = 1e-5;
console.warn = () => {}; // no advice to install another backend
const require = createRequire(path.join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, end);
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(',').filter((n) => n.trim()).map(Number);
  const copy = new Uint8Array(bytes.subarray(end)).buffer;
  return { shape, values: new Float32Array(copy) };
}

function handler(file) {
  const json = JSON.parse(fs.readFileSync(file, 'utf8'));
  const [group] = json.weightsManifest;
  const bytes = fs.readFileSync(path.join(path.dirname(file), group.paths[0]));
  return {
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: group.weights,
      weightData: new Uint8Array(bytes).buffer,
    }),
  };
}

async function difference(folder, name) {
  const model = await tf.loadLayersModel(handler(path.join(folder, name + '.json')));
  const x = readNpy(path.join(folder, name + '.x.npy'));
  const y = readNpy(path.join(folder, name + '.y.npy'));
  const [out] = [model.predict(tf.tensor(x.values, x.shape))].flat();
  const values = out.dataSync();
  if (out.shape.join() !== y.shape.join()) throw new Error(`shape ${out.shape}, not ${y.shape}`);
  return y.values.reduce((d, v, i) => Math.max(d, Math.abs(v - values[i]) / Math.max(1, Math.abs(v))), 0);
}

await tf.setBackend('cpu');
const [folder] = process.argv.slice(2);
let failed = 0;
for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.x.npy')).sort()) {
  const name = file.slice(0, -'.x.npy'.length);
  let verdict;
  try {
    const d = await difference(folder, name);
    verdict = (d <= TOLERANCE ? 'ok     ' : 'differs') + ' ' + d.toExponential(1);
  } catch (error) {
    verdict = 'fails   ' + error.message.slice(0, 200);
  }
  if (!verdict.startsWith('ok')) failed += 1;
  console.log(`tfjs  ${name}  ${verdict}`);
}
process.exitCode = failed ? 1 : 0;
