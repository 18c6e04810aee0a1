"""What `Benchmarks/run` is made of, in Python's standard library alone; ../README.md says what it measures.

options -> environment (peers), products (gbdt) -> workloads (what is compared, and the goals) -> data (their
rows) -> rounds (processes, measured and checked) -> results (medians, ratios) -> table, plot.
"""
