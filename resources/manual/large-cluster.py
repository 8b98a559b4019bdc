#!/usr/bin/env python3
"""Prints a project for the pictures of the manual: 128 nodes of three kinds in 16 racks under four spines."""
import json

KINDS = ["H100-80G-SXM", "A100-80G-SXM", "V100-16G-SXM"]
RACKS, NODES, SPINES = 16, 8, 4
FABRIC = {"kind": "nvswitch", "bandwidth": "300 GB/s", "latency": "3 us"}


def link(a, b, bandwidth):
    return {"id": f"{a}-{b}", "ends": [a, b], "bandwidth": bandwidth, "latency": "2 us"}


def rack(number):
    x, y = number % 8 * 460, number // 8 * 760
    group, leaf = f"rack{number}", f"leaf{number}"
    nodes = [{"id": f"r{number}n{i}", "device": KINDS[number % 3], "count": 8, "fabric": FABRIC, "nics": 1,
              "group": group, "at": [x + i % 2 * 200, y + 120 + i // 2 * 110]} for i in range(NODES)]
    hub = {"id": leaf, "group": group, "at": [x + 100, y]}
    links = [link(node["id"], leaf, "400 Gbit/s") for node in nodes]
    links += [link(leaf, f"spine{i}", "800 Gbit/s") for i in range(SPINES)]
    return group, nodes, hub, links


def stages(pipeline):
    ample = [number for number in range(RACKS) if KINDS[number % 3] != "V100-16G-SXM"][4 * pipeline:]
    return [{"devices": [f"r{ample[stage]}n0:0-7"], "layers": [first, last]}
            for stage, (first, last) in enumerate([(0, 20), (20, 41), (41, 62), (62, 82)])]


racks = [rack(number) for number in range(RACKS)]
print(json.dumps({
    "clusterloom": 1,
    "cluster": {
        "groups": [{"id": group} for group, *_ in racks],
        "nodes": [node for _, nodes, *_ in racks for node in nodes],
        "switches": [hub for *_, hub, _ in racks] + [{"id": f"spine{i}", "at": [500 + 800 * i, -380]} for i in range(SPINES)],
        "links": [one for *_, links in racks for one in links],
    },
    "model": {"preset": "llama-2-70b"},
    "training": {"global_batch": 32, "sequence": 4096, "precision": "fp16"},
    "scenario": {"horizon": "60 s", "events": ["at 10 s link leaf3-* bandwidth *0.3 for 20 s", "at 12 s link leaf5-spine1 down for 20 s"]},
    "plans": [{"name": "four racks a pipeline", "schedule": "1f1b", "recompute": "full", "pipelines": [
        {"micro_batch": 1, "micro_batches": 16, "stages": stages(pipeline)} for pipeline in range(2)]}],
}, indent=1))
