"""Checks every model of a folder against ONNX' own rules, inferred types and shapes included: check.py FOLDER"""
import pathlib
import sys

import onnx

failed = False
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    try:
        onnx.checker.check_model(str(path), full_check=True)
    except Exception as wrong:
        failed = True
        print(f"{path.name}: {wrong}", file=sys.stderr)
sys.exit(failed)
