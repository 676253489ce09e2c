"""The sentences of the demo school's records: per guidance area what went better, went on, or worries."""
