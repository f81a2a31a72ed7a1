"""A producer and consumer that writes each attempt to standard output, a line of JSON as the history has it.

Standard input takes one word a line: red (stand still), green, drain (send no more), stop. Red is answered by a line
that says so, once no call is under way.
"""

import hashlib
import json
import os
import random
import sys
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

client, tenant, url, seed, lease = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
queue = url.rsplit("/", 1)[1]
sqs = boto3.client("sqs", config=Config(
    retries={"total_max_attempts": 1}, read_timeout=10, connect_timeout=2))
rng = random.Random(seed)
state = {"red": False, "sending": True, "running": True}
calls = 0
sequence = 0


def say(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def listen():
    for line in sys.stdin:
        word = line.strip()
        if word in ("red", "green"):
            state["red"] = word == "red"
        elif word == "drain":
            state["sending"] = False
        elif word == "stop":
            break
    state.update(sending=False, running=False, red=False)


def event(call, operation, phase, items, seconds=0, maximum=0):
    say({"index": 0, "client": client, "tenant": tenant, "call": call, "operation": operation, "phase": phase,
         "atNs": time.monotonic_ns(), "queue": queue, "seconds": seconds, "max": maximum, "items": items,
         "usage": None})


def attempt(operation, asked, action, seconds=0, maximum=0):
    """The action returns what was done and whatever the caller wants to have."""
    global calls
    call, calls = calls, calls + 1
    event(call, operation, "INVOKE", asked, seconds, maximum)
    try:
        done, value = action()
        event(call, operation, "OK" if done or not asked else "FAIL", done, seconds, maximum)
        return value
    except EndpointConnectionError:
        phase = "FAIL"
    except ClientError as error:
        answer = error.response["ResponseMetadata"]
        fallback = "none" if answer["HTTPStatusCode"] < 500 else "unknown"
        phase = "FAIL" if answer["HTTPHeaders"].get("x-sluice-effect", fallback) == "none" else "UNKNOWN"
    except BotoCoreError:
        phase = "UNKNOWN"
    event(call, operation, phase, [], seconds, maximum)
    time.sleep(0.1)
    return None


def item(body, receives=0):
    return {"key": body.split("|", 1)[0], "hash": hashlib.sha256(body.encode()).hexdigest()[:16],
            "bytes": len(body.encode()), "receives": receives}


def named(message):
    return {"key": message["Body"].split("|", 1)[0], "hash": "", "bytes": 0, "receives": 0}


def send():
    global sequence
    bodies = []
    for _ in range(rng.choice([1, 1, 1, 10])):
        bodies.append(f"{client}-{sequence}|" + "ü" * rng.randrange(1000))
        sequence += 1
    items = [item(body) for body in bodies]
    if len(bodies) == 1:
        attempt("SEND", items, lambda: (items, sqs.send_message(QueueUrl=url, MessageBody=bodies[0])))
        return

    def batch():
        answer = sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)])
        return [items[int(entry["Id"])] for entry in answer.get("Successful", [])], answer

    attempt("SEND", items, batch)


def receive():
    def call():
        messages = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=lease,
            AttributeNames=["All"], MessageAttributeNames=["All"]).get("Messages", [])
        found = []
        for message in messages:
            one = item(message["Body"], int(message["Attributes"]["ApproximateReceiveCount"]))
            for name, value in message.get("MessageAttributes", {}).items():
                one["bytes"] += len(name) + len(value["DataType"]) + len(value["StringValue"].encode())
            found.append(one)
        return found, messages

    return attempt("RECEIVE", [], call, lease, 10) or []


def ack(message):
    asked = [named(message)]
    attempt("ACK", asked, lambda: (asked, sqs.delete_message(
        QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])))


def nack(message):
    asked = [named(message)]
    attempt("EXTEND", asked, lambda: (asked, sqs.change_message_visibility(
        QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)))


say({"clock": time.monotonic_ns()})
threading.Thread(target=listen, daemon=True).start()
while state["running"]:
    if state["red"]:
        say({"red": True})
        while state["red"]:
            time.sleep(0.01)
        continue
    if state["sending"]:
        send()
    for message in receive():
        nack(message) if state["sending"] and rng.random() < 0.05 else ack(message)
    time.sleep(rng.random() * 0.03)
