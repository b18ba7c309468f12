"""Tunes scikit-learn and XGBoost on one problem, as a data scientist would: RandomizedSearchCV, then a fit on all training rows.

Reads a CSV: features, then `label` (class index) and `fold` (fold of a training row, -1 for a test row). Prints one line of JSON per learner:
its name, the log loss of cross-validation and of the test rows, the seconds of the search, the number of fits and the chosen parameters.
"""
import argparse
import json
import time
import warnings

import numpy as np
from scipy.stats import loguniform, randint, uniform
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import RandomizedSearchCV
from xgboost import XGBClassifier

warnings.filterwarnings("ignore")


def learners(threads):
    return {
        "hist-gradient-boosting": (
            HistGradientBoostingClassifier(random_state=0),
            {
                "learning_rate": loguniform(0.02, 0.3),
                "max_iter": randint(50, 300),
                "max_leaf_nodes": randint(7, 63),
                "min_samples_leaf": randint(2, 40),
                "l2_regularization": loguniform(1e-3, 10),
            },
        ),
        "extra-trees": (
            ExtraTreesClassifier(random_state=0, n_jobs=threads),
            {
                "n_estimators": randint(100, 400),
                "max_features": ["sqrt", 0.5, 0.7, 1.0],
                "min_samples_leaf": randint(1, 4),
                "min_samples_split": randint(2, 6),
                "criterion": ["gini", "entropy"],
            },
        ),
        "xgboost": (
            XGBClassifier(random_state=0, n_jobs=threads, tree_method="exact"),
            {
                "learning_rate": loguniform(0.05, 0.5),
                "n_estimators": randint(50, 300),
                "max_depth": randint(2, 9),
                "min_child_weight": loguniform(0.1, 3),
                "subsample": uniform(0.6, 0.4),
                "colsample_bytree": uniform(0.5, 0.5),
                "reg_lambda": loguniform(0.1, 10),
            },
        ),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problem")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--learners", nargs="*")
    arguments = parser.parse_args()

    table = np.genfromtxt(arguments.problem, delimiter=",", names=True)
    names = table.dtype.names
    features = np.column_stack([table[name] for name in names[:-2]])
    labels, folds = table["label"].astype(int), table["fold"].astype(int)
    train, test = np.flatnonzero(folds >= 0), np.flatnonzero(folds < 0)
    rows = np.arange(len(train))
    splits = [(rows[folds[train] != fold], rows[folds[train] == fold]) for fold in range(folds.max() + 1)]

    for name, (learner, distributions) in learners(arguments.threads).items():
        if arguments.learners and name not in arguments.learners:
            continue
        started = time.perf_counter()
        search = RandomizedSearchCV(
            learner, distributions, n_iter=arguments.trials, scoring="neg_log_loss", cv=splits, random_state=0, n_jobs=arguments.jobs)
        search.fit(features[train], labels[train])
        seconds = time.perf_counter() - started
        probabilities = search.predict_proba(features[test])
        print(json.dumps({
            "learner": name,
            "cv": -search.best_score_,
            "test": log_loss(labels[test], probabilities, labels=np.unique(labels)),
            "seconds": seconds,
            "fits": arguments.trials * len(splits),
            "parameters": {key: float(value) if isinstance(value, (float, np.floating)) else str(value) for key, value in search.best_params_.items()},
        }), flush=True)


if __name__ == "__main__":
    main()
