"""Tests of the harness, by Python's standard library alone: python3 -m unittest discover -t Benchmarks Benchmarks/tests"""
