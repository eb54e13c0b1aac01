"""Tests, one folder an area; builders stand beside the tests that need them."""
