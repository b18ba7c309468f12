'use strict';
const form = document.getElementById('try');
const answer = document.getElementById('answer');

function line(text, name) {
  const element = document.createElement('p');
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

function bar(name, value) {
  const row = document.createElement('div');
  row.className = 'bar';
  const label = document.createElement('span');
  label.textContent = name;
  const meter = document.createElement('meter');
  meter.min = 0;
  meter.max = 1;
  meter.value = value;
  const number = document.createElement('span');
  number.className = 'number';
  number.textContent = value.toFixed(4);
  row.append(label, meter, number);
  return row;
}

function show(result) {
  const isProbability = form.dataset.task !== 'Regression';
  const lines = result.fields.map((name, i) => isProbability ? bar(name, Number(result.score[0][i])) : line(`${name}: ${result.score[0][i]}`));
  const outside = result.envelope && result.envelope.outside[0];
  if (outside) {
    const where = outside.columns.length > 0 ? outside.columns.join(', ') : 'the combination of its values';
    lines.push(line(`This row lies outside of where the training rows lay, by ${where}. The answer is a guess.`, 'warning'));
  }
  answer.replaceChildren(...lines);
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const cells = [...form.elements].filter((element) => element.name);
  const body = { fields: cells.map((cell) => cell.name), rows: [cells.map((cell) => cell.value === '' ? null : cell.value)] };
  try {
    const response = await fetch('model/score', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const result = await response.json();
    if (response.ok) show(result);
    else answer.replaceChildren(...(result.errors ?? [{ reason: result.detail }]).map((error) => line(error.column ? `${error.column}: ${error.reason}` : error.reason, 'warning')));
  } catch (failure) {
    answer.replaceChildren(line(`The scorer did not answer: ${failure.message}`, 'warning'));
  }
});

for (const button of document.querySelectorAll('button.copy')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('pre').textContent);
    button.textContent = 'copied';
  });
}
