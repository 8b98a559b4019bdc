#pragma once

#include "core/documents/project_file.h"

#include <string>

namespace support {

/// Two unlike nodes under one switch, with two plans: a project that can be simulated in no time.
inline std::string sampleText()
{
    return R"({ "clusterloom": 1,
  "cluster": {
    "nodes": [
      { "id": "fast", "device": "A100-80G-SXM", "count": 4, "fabric": { "kind": "nvswitch", "bandwidth": "300 GB/s", "latency": "3 us" }, "nics": 4 },
      { "id": "slow", "device": "V100-16G-SXM", "count": 4, "fabric": { "kind": "nvswitch", "bandwidth": "150 GB/s", "latency": "3 us" }, "nics": 4 } ],
    "switches": [ { "id": "leaf" } ],
    "links": [
      { "id": "fast-leaf", "ends": ["fast", "leaf"], "bandwidth": "400 Gbit/s", "latency": "5 us" },
      { "id": "slow-leaf", "ends": ["slow", "leaf"], "bandwidth": "100 Gbit/s", "latency": "5 us" } ] },
  "model": { "name": "small", "layers": 24, "hidden": 1024, "heads": 16, "vocab": 51200, "activation": "gelu" },
  "training": { "global_batch": 32, "sequence": 1024, "precision": "fp16" },
  "plans": [
    { "name": "one-by-one", "tensor": 4, "pipeline": 2, "data": 1, "micro_batch": 2, "schedule": "1f1b" },
    { "name": "all-forward-first", "tensor": 4, "pipeline": 2, "data": 1, "micro_batch": 2, "schedule": "gpipe" } ] }
)";
}

inline core::Project sampleProject() { return *core::parseProject(sampleText()).project; }

} // namespace support
