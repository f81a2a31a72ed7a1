"""Sends, receives and deletes until all was handled, whatever happens to the server: with boto3, or with the AWS CLI."""

import json
import os
import re
import subprocess
import sys
import threading
import time

MESSAGES = int(os.environ["WORK_MESSAGES"])
QUEUE = os.environ["WORK_QUEUE"]
GROUPS = int(os.environ["WORK_GROUPS"])
FIFO = QUEUE.endswith(".fifo")
LEASE_SECONDS = 6
CONSUMERS = 2
# Nobody sends further ahead of who handles, so that a kill comes upon both at work.
AHEAD = MESSAGES // 4
PATIENCE_SECONDS = 80
# One attempt a call, so that what is unsure is known here.
os.environ["AWS_MAX_ATTEMPTS"] = "1"

telling = threading.Lock()
handled = set()
done = threading.Event()


class CommandLine:
    """The calls of boto3's client, each by an `aws` of its own."""

    def __getattr__(self, call):
        return lambda **options: self.run(["sqs", call.replace("_", "-")], options)

    @staticmethod
    def run(words, options):
        for name, value in options.items():
            text = json.dumps(value) if isinstance(value, (dict, list)) else str(value)
            words += ["--" + re.sub(r"\B(?=[A-Z])", "-", name).lower(), text]
        aws = subprocess.run([sys.executable, "-m", "awscli", *words, "--output", "json"], capture_output=True, text=True)
        if aws.returncode != 0:
            raise OSError(aws.stderr.strip())
        return json.loads(aws.stdout or "{}")


def client():
    if sys.argv[1:] == ["cli"]:
        return CommandLine()
    import boto3
    return boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL_SQS"])


def tell(**line):
    with telling:
        print(json.dumps(line), flush=True)


def pause(seconds, trouble=None):
    if time.monotonic() > deadline:
        sys.exit(f"handled {len(handled)} of {MESSAGES}, at last: {trouble}")
    time.sleep(seconds)


def entry(i):
    body = f"m{i}"
    grouped = {"MessageGroupId": f"g{i % GROUPS}", "MessageDeduplicationId": body} if FIFO else {}
    return {"Id": body, "MessageBody": body, **grouped}


def send(entries):
    """Returns those that were not sent for sure."""
    bodies = [sending["MessageBody"] for sending in entries]
    try:
        if len(entries) == 1:
            sqs.send_message(QueueUrl=url, **{name: value for name, value in entries[0].items() if name != "Id"})
        elif sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed"):
            raise OSError("a part of a batch failed")
    except Exception as error:
        # Sent again, a FIFO queue knows it; another has it twice if this one was taken.
        for body in [] if FIFO else bodies:
            tell(unsure=body, why=repr(error))
        pause(0.1, error)
        return entries
    for body in bodies:
        tell(sent=body)
    return []


def send_all():
    begin, size = 0, 1
    while begin < MESSAGES:
        while begin - len(handled) > AHEAD:
            pause(0.02)
        left = [entry(i) for i in range(begin, min(begin + size, MESSAGES))]
        begin, size = begin + size, 10 - size
        while left:
            left = send(left)


# Handled before the delete: one whose answer is lost may have been done, and then the message does not come again.
def handle(messages, together):
    if together:
        for message in messages:
            note(message)
        entries = [{"Id": f"d{i}", "ReceiptHandle": message["ReceiptHandle"]} for i, message in enumerate(messages)]
        if sqs.delete_message_batch(QueueUrl=url, Entries=entries).get("Failed"):
            raise OSError("a part of a batch failed")
        return
    for message in messages:
        note(message)
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def note(message):
    tell(handled=message["Body"])
    handled.add(message["Body"])


def consume(together):
    while not done.is_set():
        messages = []
        begun = time.monotonic()
        try:
            # Two one by one: an `aws` takes most of a second, and all of them must be gone within the lease.
            messages = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10 if together else 2, WaitTimeSeconds=1).get("Messages", [])
            if messages:
                handle(messages, together)
            why = "slower than the lease" if time.monotonic() - begun > LEASE_SECONDS else None
        except Exception as error:
            why = repr(error)
            time.sleep(0.1)
        for message in messages if why else []:
            tell(unsure=message["Body"], why=why)


def empty():
    wanted = ["", "NotVisible", "Delayed"]
    counts = sqs.get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages" + which for which in wanted])["Attributes"]
    return len(counts) == len(wanted) and set(counts.values()) == {"0"}


sqs = client()
kind = {"FifoQueue": "true"} if FIFO else {}
url = sqs.create_queue(QueueName=QUEUE, Attributes={"VisibilityTimeout": str(LEASE_SECONDS), **kind})["QueueUrl"]
deadline = time.monotonic() + PATIENCE_SECONDS
consumers = [threading.Thread(target=consume, args=(i % 2 == 0,), daemon=True) for i in range(CONSUMERS)]
for thread in consumers:
    thread.start()
send_all()
while len(handled) < MESSAGES or not empty():
    pause(0.1, "the queue is not empty")
done.set()
for thread in consumers:
    thread.join()
