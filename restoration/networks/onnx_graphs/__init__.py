"""Our networks as ONNX graphs, for ONNX Runtime; each file mirrors the torch modules of the same name."""
