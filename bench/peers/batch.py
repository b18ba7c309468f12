"""Scores a CSV file into another as people do it with pandas and XGBoost, as bench/Workflow.Bench/Batch/BatchBenchmark.cs asks.

MODEL is the booster, CLASSES a JSON list of the classes in order; the columns of the model are those of IN behind the first, which is kept. Prints the seconds.
"""
import json
import sys
import time

import numpy as np
import pandas as pd
import xgboost

model, classes, source, target = sys.argv[1], np.array(json.loads(sys.argv[2])), sys.argv[3], sys.argv[4]
began = time.perf_counter()
booster = xgboost.Booster(model_file=model)
booster.set_param({"nthread": 2})
rows = pd.read_csv(source)
names = list(rows.columns[1:])
scores = booster.inplace_predict(rows[names].to_numpy(dtype=np.float32))
result = rows[rows.columns[:1]].copy()
result["prediction"] = classes[scores.argmax(axis=1)]
for i, name in enumerate(classes):
    result[name] = scores[:, i]
result.to_csv(target, index=False)
print(json.dumps({"Seconds": time.perf_counter() - began}))
