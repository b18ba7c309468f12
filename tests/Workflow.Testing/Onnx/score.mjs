// Scores rows with ONNX Runtime: score.mjs FOLDER PACKAGES THREADS
// FOLDER has models N.onnx and, for each, rows N.json: { columns: [{ name, isText }], rows: [[cell, ...], ...] }; null is missing.
// Writes N.out.json: { output: { type, dims, data } }. One thread adds trees in their order, several make sums of their own; 0 are as many as it likes.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, packages, threads] = process.argv.slice(2);
const { InferenceSession, Tensor } = createRequire(join(packages, 'package.json'))('onnxruntime-node');

const tensorOf = (column, cells) => column.isText
  ? new Tensor('string', cells.map((cell) => cell ?? ''), [cells.length, 1])
  : new Tensor('float64', Float64Array.from(cells, (cell) => cell ?? NaN), [cells.length, 1]);

// JSON knows neither 64-bit integers nor infinities.
const plain = (value) => typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;

for (const file of readdirSync(folder).filter((name) => name.endsWith('.onnx'))) {
  const name = file.slice(0, -'.onnx'.length);
  const { columns, rows } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const session = await InferenceSession.create(join(folder, file), { intraOpNumThreads: Number(threads) });
  const feeds = Object.fromEntries(columns.map((column, i) => [column.name, tensorOf(column, rows.map((row) => row[i]))]));
  const outputs = await session.run(feeds);
  const answer = Object.entries(outputs).map(([output, { type, dims, data }]) => [output, { type, dims, data: Array.from(data, plain) }]);
  writeFileSync(join(folder, `${name}.out.json`), JSON.stringify(Object.fromEntries(answer)));
}
