"""The tasks of a Celery application whose broker is SQS. Each writes what it did into a file, a line of JSON each time."""

import json
import os
import time
from urllib.parse import quote, urlsplit

from celery import Celery

LEASE_SECONDS = 6

where = urlsplit(os.environ["AWS_ENDPOINT_URL_SQS"])
key, secret = (quote(os.environ[name], safe="") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
app = Celery("tasks", broker=f"sqs://{key}:{secret}@{where.netloc}")
app.conf.update(
    broker_transport_options={
        "region": os.environ["AWS_REGION"],
        "visibility_timeout": LEASE_SECONDS,
        "wait_time_seconds": 2,
        "polling_interval": 0.1,
    },
    broker_connection_retry_on_startup=True,
    task_default_queue="work",
    task_acks_late=True,
    task_ignore_result=True,
    worker_enable_remote_control=False,
)


def record(**line):
    out = os.open(os.environ["RECORD"], os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.write(out, (json.dumps(line) + "\n").encode())
    os.close(out)


@app.task
def note(body):
    record(handled=body, at=time.time())


@app.task(bind=True, max_retries=3)
def flaky(self, body):
    record(tried=body, at=time.time())
    if self.request.retries < 2:
        raise self.retry(countdown=1)
    record(handled=body, at=time.time())


@app.task
def slow(body, seconds):
    record(begun=body, by=os.getpid(), at=time.time())
    time.sleep(seconds)
    record(handled=body, at=time.time())
