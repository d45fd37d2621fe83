"""What `tallystick up` starts and looks after: node, database, contracts, migrations, indexer, API.

`stack.Stack` gives the same to the demo and to tests.
"""
