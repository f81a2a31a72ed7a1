"""Sends tasks to Celery workers that it starts: facts, or the work that goes on while the server is killed."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback

os.environ["RECORD"] = tempfile.mkstemp(prefix="sluice-celery-")[1]
import tasks  # after the name of the record, which it passes on to the workers

MESSAGES = int(os.environ.get("WORK_MESSAGES", "300"))
# Without a task for so long, nothing is leased to a call whose answer was lost, and so nothing is left.
QUIET_SECONDS = tasks.LEASE_SECONDS + 1
# kombu 5.7 takes a poll that fails for an empty list and breaks on it ("'list' object has no attribute 'get'"): it never
# polls again. So a worker is started anew, as a supervisor with a liveness check does, when it did nothing for so long.
STALL_SECONDS = tasks.LEASE_SECONDS + 3
# Nobody sends further ahead of the workers, so that a kill comes upon both at work.
AHEAD = 60
PATIENCE_SECONDS = 90


def tell(**line):
    print(json.dumps(line), flush=True)


def worker(queue="work"):
    command = [sys.executable, "-m", "celery", "-A", "tasks", "worker", "--pool=threads", "--concurrency=4", "-Q", queue,
               "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    return subprocess.Popen(command, stdout=sys.stderr, cwd=os.path.dirname(os.path.abspath(__file__)))


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def records():
    with open(os.environ["RECORD"]) as file:
        return [json.loads(line) for line in file if line.endswith("\n")]


def of(kind, body):
    return [line for line in records() if line.get(kind) == body]


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain, the tasks did {records()}"
        time.sleep(0.05)


def an_eta_is_kept():
    begun = time.time()
    tasks.note.apply_async(["eta"], countdown=3)
    until(lambda: of("handled", "eta"))
    took = of("handled", "eta")[0]["at"] - begun
    assert 3 <= took < 15, f"handled after {took} s"


def a_delay_is_kept_by_the_queue():
    begun = time.time()
    tasks.note.apply_async(["delay"], DelaySeconds=2)
    until(lambda: of("handled", "delay"))
    took = of("handled", "delay")[0]["at"] - begun
    assert 2 <= took < 15, f"handled after {took} s"


def a_task_is_retried_after_its_countdown():
    tasks.flaky.delay("flaky")
    until(lambda: of("handled", "flaky"))
    tries = [line["at"] for line in of("tried", "flaky")]
    assert len(tries) == 3, tries
    assert all(later - earlier >= 1 for earlier, later in zip(tries, tries[1:])), tries


def a_task_of_a_worker_that_died_comes_back_after_its_visibility_timeout():
    victim = worker("doomed")
    tasks.slow.apply_async(["orphan", 60], queue="doomed")
    until(lambda: of("begun", "orphan"))
    victim.kill()
    victim.wait()
    heir = worker("doomed")
    try:
        until(lambda: len(of("begun", "orphan")) > 1)
    finally:
        heir.kill()
    first, second = of("begun", "orphan")[:2]
    assert first["by"] == victim.pid and second["by"] == heir.pid, (first, second)
    # The lease began before the task did.
    assert second["at"] - first["at"] >= tasks.LEASE_SECONDS - 2, (first, second)


def work():
    process = worker()
    told = 0
    sent = 0
    handled = set()
    last = time.monotonic()
    deadline = last + PATIENCE_SECONDS
    while sent < MESSAGES or len(handled) < MESSAGES or time.monotonic() - last < QUIET_SECONDS:
        if len(handled) < MESSAGES and time.monotonic() - last > STALL_SECONDS:
            end(process)
            process = worker()
            last = time.monotonic()
        if time.monotonic() > deadline:
            sys.exit(f"sent {sent} and handled {len(handled)} of {MESSAGES}")
        if sent < MESSAGES and sent - len(handled) < AHEAD:
            try:
                tasks.note.delay(f"m{sent}")
                tell(sent=f"m{sent}")
                sent += 1
            except Exception as error:
                tell(unsure=f"m{sent}", why=repr(error))
        else:
            time.sleep(0.05)
        for line in records()[told:]:
            told += 1
            last = time.monotonic()
            handled.add(line["handled"])
            tell(handled=line["handled"])
    end(process)


def facts():
    process = worker()
    for fact in (an_eta_is_kept, a_delay_is_kept_by_the_queue, a_task_is_retried_after_its_countdown,
                 a_task_of_a_worker_that_died_comes_back_after_its_visibility_timeout):
        wrong = None
        try:
            fact()
        except Exception:
            wrong = traceback.format_exc()
        tell(fact=fact.__name__, wrong=wrong)
    end(process)


try:
    facts() if sys.argv[1:] == ["facts"] else work()
finally:
    os.remove(os.environ["RECORD"])
