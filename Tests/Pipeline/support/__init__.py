"""What the tests of the pipeline share: processes, raw HTTP, recorded exchanges."""
