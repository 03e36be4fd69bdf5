// Each test starts processes of its own and some load them fully: side by side they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
