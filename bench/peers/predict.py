"""Scores rows with XGBoost's inplace_predict on one thread, as bench/Workflow.Bench/Scoring/PeerProcess.cs asks by lines on standard input.

FOLDER has model.json (the booster), rows.f64 (cells row by row, double precision) and rows.json ({"columns": [name, ...], "rows": n}).
`answers` prints all outputs as a JSON list; `single S` and `batch S` score for S seconds, one row or all rows a call, and print rows and seconds.
"""
import json
import pathlib
import sys
import time

import numpy as np
import xgboost

folder = pathlib.Path(sys.argv[1])
shape = json.loads((folder / "rows.json").read_text())
rows = np.fromfile(folder / "rows.f64", dtype="<f8").reshape(shape["rows"], len(shape["columns"])).astype(np.float32)
booster = xgboost.Booster(model_file=str(folder / "model.json"))
booster.set_param({"nthread": 1})


def single(seconds):
    began = time.perf_counter()
    count = 0
    while time.perf_counter() - began < seconds:
        for i in range(100):
            booster.inplace_predict(rows[count % len(rows)][np.newaxis])
            count += 1
    return count, time.perf_counter() - began


def batch(seconds):
    began = time.perf_counter()
    count = 0
    while time.perf_counter() - began < seconds:
        booster.inplace_predict(rows)
        count += len(rows)
    return count, time.perf_counter() - began


for line in sys.stdin:
    match line.split():
        case ["answers"]:
            print(json.dumps(booster.inplace_predict(rows).astype(np.float64).ravel().tolist()), flush=True)
        case ["single", seconds]:
            print(*single(float(seconds)), flush=True)
        case ["batch", seconds]:
            print(*batch(float(seconds)), flush=True)
