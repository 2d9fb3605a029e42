"""Work that happens later, kept in the same database and transaction as the data.

Nouns: a *job* (one piece of work, a row), a *schedule* (a row that makes jobs in time), a *worker*
(a process that runs them), an *event* (a fact that higher floors may start a job upon).

Verbs: `registry.job` and `registry.schedule` declare; `queue.enqueue` adds a job inside the
caller's transaction; `queue.cancel` and `queue.rerun` steer; `events.announce` tells; `worker.run`
works; `queries` looks.

Declare in a `jobs.py` of an installed application; every process imports these when it starts.
"""
