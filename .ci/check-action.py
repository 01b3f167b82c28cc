#!/usr/bin/env python3
"""Reads action.yml: every input is described, has a default and is used, and every step is complete and pinned."""

import re
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
action = yaml.safe_load(text)
wrong = []
for name, given in action["inputs"].items():
    if not given.get("description") or not isinstance(given.get("default"), str):
        wrong.append(f"the input {name} lacks a description or a default")
used = set(re.findall(r"inputs\.([a-z-]+)", text))
for name in used.symmetric_difference(action["inputs"]):
    wrong.append(f"the input {name} is declared and not used, or used and not declared")
for output in action["outputs"].values():
    if not output.get("description") or not output.get("value"):
        wrong.append("an output lacks a description or a value")
if action["runs"]["using"] != "composite":
    wrong.append("it is no composite action")
steps = {step.get("id") for step in action["runs"]["steps"]}
for step in re.findall(r"steps\.([a-z-]+)\.", text):
    if step not in steps:
        wrong.append(f"no step has the id {step}")
for step in action["runs"]["steps"]:
    if "run" in step and "shell" not in step:
        wrong.append(f"{step['name']} names no shell")
    if "uses" in step and not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]):
        wrong.append(f"{step['name']} is not pinned to a commit")
print("\n".join(wrong), file=sys.stderr)
sys.exit(1 if wrong else 0)
