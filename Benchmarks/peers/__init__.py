"""What runs in the virtual environment: the data for all contestants, and the peers of gbdt.

Every program here is one process that measures one thing and prints one line of JSON.
"""
