// Scores rows with ONNX Runtime on one thread: predict.mjs FOLDER PACKAGES. FOLDER has model.onnx, rows.f64 and rows.json, lines on standard
// input are those of predict.py. Tensors are made once and filled anew for each call: the fastest way that there is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder, packages] = process.argv.slice(2);
const { InferenceSession, Tensor } = createRequire(join(packages, 'package.json'))('onnxruntime-node');
const { columns, rows } = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8'));
const bytes = readFileSync(join(folder, 'rows.f64'));
const cells = new Float64Array(bytes.buffer, bytes.byteOffset, rows * columns.length);
const session = await InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' });

const columnsOf = (count) => columns.map(() => new Float64Array(count));
const feedsOf = (arrays, count) => Object.fromEntries(columns.map((name, i) => [name, new Tensor('float64', arrays[i], [count, 1])]));
const one = columnsOf(1), oneFeeds = feedsOf(one, 1);
const all = columnsOf(rows), allFeeds = feedsOf(all, rows);
for (let row = 0; row < rows; row++) columns.forEach((_, i) => { all[i][row] = cells[row * columns.length + i]; });

const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;

const single = async (length) => {
  const began = process.hrtime.bigint();
  let count = 0;
  while (seconds(began) < length) {
    for (let i = 0; i < 100; i++, count++) {
      const row = count % rows;
      for (let column = 0; column < columns.length; column++) one[column][0] = cells[row * columns.length + column];
      await session.run(oneFeeds, ['probabilities']);
    }
  }
  return `${count} ${seconds(began)}`;
};

const batch = async (length) => {
  const began = process.hrtime.bigint();
  let count = 0;
  for (; seconds(began) < length; count += rows) await session.run(allFeeds, ['probabilities']);
  return `${count} ${seconds(began)}`;
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, length] = line.split(' ');
  if (command === 'answers') console.log(JSON.stringify(Array.from((await session.run(allFeeds, ['probabilities'])).probabilities.data)));
  else console.log(await (command === 'single' ? single : batch)(Number(length)));
}
