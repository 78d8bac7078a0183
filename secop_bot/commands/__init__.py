"""What each command does between its arguments and its exit code: settings, people, a workflow, the report."""
