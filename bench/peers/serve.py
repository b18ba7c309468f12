"""What people run today: an XGBoost model behind Flask, served by gunicorn. MODEL is the booster's file, COLUMNS its columns with commas between.

Takes the JSON of Workflow's scorer, {"fields": [...], "rows": [[...], ...]}, on POST /predict, and answers the probability of each class.
"""
import os

import numpy as np
import xgboost
from flask import Flask, request

columns = os.environ["COLUMNS"].split(",")
booster = xgboost.Booster(model_file=os.environ["MODEL"])
booster.set_param({"nthread": 1})
app = Flask(__name__)


@app.get("/health")
def health():
    return "ok"


@app.post("/predict")
def predict():
    body = request.get_json()
    order = [body["fields"].index(column) for column in columns]
    rows = np.asarray(body["rows"], dtype=np.float32)[:, order]
    second = booster.inplace_predict(rows)
    return {"score": np.column_stack((1 - second, second)).tolist()}
