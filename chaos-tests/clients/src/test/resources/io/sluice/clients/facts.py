"""Facts about SQS, tried through boto3. Prints a line of JSON for each: its name, and what was wrong or null."""

import hashlib
import json
import os
import struct
import sys
import threading
import time
import traceback
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import ClientError

AT_ONCE = 6
JSON_PROTOCOL = tuple(int(part) for part in botocore.__version__.split(".")[:2]) >= (1, 32)
CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=30)
# Old clients do not read the variable themselves; the new ones are left to.
WHERE = {} if JSON_PROTOCOL else {"endpoint_url": os.environ["AWS_ENDPOINT_URL_SQS"]}
sqs = boto3.client("sqs", config=CONFIG, **WHERE)
facts = []


def fact(function):
    facts.append(function)
    return function


def fresh(**attributes):
    return sqs.create_queue(QueueName="fact-" + uuid.uuid4().hex, Attributes=attributes)["QueueUrl"]


def arn(url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def receive(url, **more):
    return sqs.receive_message(QueueUrl=url, **more).get("Messages", [])


def drain(url, wanted):
    found = []
    deadline = time.monotonic() + 10
    while len(found) < wanted and time.monotonic() < deadline:
        found += receive(url, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageAttributeNames=["All"])
    return found


def refused(code, call, shape=None, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        got = error.response["Error"]["Code"]
        codes = code if isinstance(code, tuple) else (code,)
        assert got in codes, f"code {got}, not {codes}: {error}"
        if shape:
            assert isinstance(error, getattr(sqs.exceptions, shape)), f"{type(error)} is not {shape}"
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert 400 <= status < 500, f"status {status}"
        return error
    raise AssertionError(f"not refused with {code}")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def attributes_md5(attributes):
    digest = hashlib.md5()
    for name in sorted(attributes):
        kind = attributes[name]["DataType"]
        binary = kind.startswith("Binary")
        value = attributes[name]["BinaryValue"] if binary else attributes[name]["StringValue"].encode()
        for part in (name.encode(), kind.encode()):
            digest.update(struct.pack(">I", len(part)) + part)
        digest.update(bytes([2 if binary else 1]) + struct.pack(">I", len(value)) + value)
    return digest.hexdigest()


ATTRIBUTES = {
    "text": {"DataType": "String", "StringValue": "grüße & <tags>"},
    "number": {"DataType": "Number", "StringValue": "-12.75"},
    "typed": {"DataType": "Number.int", "StringValue": "7"},
    "bytes": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    "picture": {"DataType": "Binary.png", "BinaryValue": b"\x89PNG"},
}


@fact
def what_is_sent_is_received_unchanged():
    url = fresh()
    body = 'body with ünïcode 🚰, "quotes", <xml/> & a\ttab\nand a line'
    sent = sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=ATTRIBUTES)
    assert sent["MD5OfMessageBody"] == md5(body)
    assert sent["MD5OfMessageAttributes"] == attributes_md5(ATTRIBUTES)
    (message,) = receive(url, WaitTimeSeconds=2, AttributeNames=["All"], MessageAttributeNames=["All"])
    assert message["Body"] == body, message["Body"]
    assert message["MessageId"] == sent["MessageId"]
    assert message["MD5OfBody"] == md5(body)
    assert message["MD5OfMessageAttributes"] == attributes_md5(ATTRIBUTES)
    assert message["MessageAttributes"] == ATTRIBUTES, message["MessageAttributes"]
    system = message["Attributes"]
    assert system["ApproximateReceiveCount"] == "1"
    now = time.time() * 1000
    assert abs(now - int(system["SentTimestamp"])) < 60_000
    assert abs(now - int(system["ApproximateFirstReceiveTimestamp"])) < 60_000
    assert system["SenderId"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert receive(url) == []


@fact
def only_the_attributes_asked_for_come():
    url = fresh()
    sqs.send_message(QueueUrl=url, MessageBody="b", MessageAttributes=ATTRIBUTES)
    (plain,) = receive(url, VisibilityTimeout=0, WaitTimeSeconds=2)
    assert "MessageAttributes" not in plain and "Attributes" not in plain, plain
    (some,) = receive(url, MessageAttributeNames=["te*", "ty.*", "bytes"], AttributeNames=["SentTimestamp"],
                      WaitTimeSeconds=2)
    assert "bytes" in some["MessageAttributes"] and "number" not in some["MessageAttributes"], some
    assert list(some["Attributes"]) == ["SentTimestamp"], some["Attributes"]


@fact
def a_queue_is_created_once():
    name = "fact-" + uuid.uuid4().hex
    first = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "17"})["QueueUrl"]
    assert sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "17"})["QueueUrl"] == first
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == first
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == first
    refused("QueueAlreadyExists", sqs.create_queue, "QueueNameExists",
            QueueName=name, Attributes={"VisibilityTimeout": "18"})


@fact
def queues_are_listed_by_prefix_and_page():
    prefix = "list-" + uuid.uuid4().hex[:8]
    urls = [sqs.create_queue(QueueName=f"{prefix}-{i}")["QueueUrl"] for i in range(5)]
    assert sorted(sqs.list_queues(QueueNamePrefix=prefix)["QueueUrls"]) == sorted(urls)
    seen, token = [], None
    while True:
        page = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=2, **({"NextToken": token} if token else {}))
        assert len(page.get("QueueUrls", [])) <= 2
        seen += page.get("QueueUrls", [])
        token = page.get("NextToken")
        if not token:
            break
    assert sorted(seen) == sorted(urls), seen
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="no-such-" + prefix)


@fact
def attributes_are_set_and_read():
    url = fresh(VisibilityTimeout="40", DelaySeconds="1")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={
        "MessageRetentionPeriod": "120", "ReceiveMessageWaitTimeSeconds": "1", "MaximumMessageSize": "2048"})
    read = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    for name, value in {"VisibilityTimeout": "40", "DelaySeconds": "1", "MessageRetentionPeriod": "120",
                        "ReceiveMessageWaitTimeSeconds": "1", "MaximumMessageSize": "2048",
                        "ApproximateNumberOfMessages": "0"}.items():
        assert read.get(name) == value, (name, read.get(name))
    assert read["QueueArn"].endswith(":" + url.rsplit("/", 1)[1])
    refused("InvalidAttributeName", sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["Nonsense"])
    refused(("InvalidAttributeValue", "InvalidParameterValue"), sqs.set_queue_attributes,
            QueueUrl=url, Attributes={"VisibilityTimeout": "43201"})
    refused("InvalidParameterValue", sqs.send_message, QueueUrl=url, MessageBody="x" * 2049)


@fact
def counts_tell_ready_leased_and_delayed():
    url = fresh()
    for _ in range(3):
        sqs.send_message(QueueUrl=url, MessageBody="m")
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    assert len(receive(url, WaitTimeSeconds=1)) == 1
    read = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    counts = [read["ApproximateNumberOfMessages" + kind] for kind in ("", "NotVisible", "Delayed")]
    assert counts == ["2", "1", "1"], counts


@fact
def a_batch_of_ten_goes_through():
    url = fresh()
    entries = [{"Id": f"e{i}", "MessageBody": f"body {i}",
                "MessageAttributes": {"n": {"DataType": "Number", "StringValue": str(i)}}} for i in range(10)]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert "Failed" not in answer, answer
    for entry in answer["Successful"]:
        i = int(entry["Id"][1:])
        assert entry["MD5OfMessageBody"] == md5(f"body {i}")
        assert entry["MD5OfMessageAttributes"] == attributes_md5(entries[i]["MessageAttributes"])
    messages = drain(url, 10)
    assert sorted(m["Body"] for m in messages) == sorted(e["MessageBody"] for e in entries)
    assert all(m["Body"] == "body " + m["MessageAttributes"]["n"]["StringValue"] for m in messages)
    changed = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
        {"Id": str(i), "ReceiptHandle": m["ReceiptHandle"], "VisibilityTimeout": 0}
        for i, m in enumerate(messages)])
    assert len(changed["Successful"]) == 10 and "Failed" not in changed, changed
    again = drain(url, 10)
    gone = sqs.delete_message_batch(QueueUrl=url, Entries=[
        {"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(again)])
    assert len(gone["Successful"]) == 10 and "Failed" not in gone, gone
    assert receive(url) == []


@fact
def a_batch_fails_in_part():
    url = fresh()
    answer = sqs.send_message_batch(QueueUrl=url, Entries=[
        {"Id": "good", "MessageBody": "good"}, {"Id": "bad", "MessageBody": "bad", "DelaySeconds": 901}])
    assert [e["Id"] for e in answer["Successful"]] == ["good"], answer
    (failed,) = answer["Failed"]
    assert failed["Id"] == "bad" and failed["SenderFault"] and failed["Code"] == "InvalidParameterValue", failed
    (message,) = drain(url, 1)
    gone = sqs.delete_message_batch(QueueUrl=url, Entries=[
        {"Id": "real", "ReceiptHandle": message["ReceiptHandle"]}, {"Id": "forged", "ReceiptHandle": "forged"}])
    assert [e["Id"] for e in gone["Successful"]] == ["real"], gone
    (failed,) = gone["Failed"]
    assert failed["Id"] == "forged" and failed["Code"] == "ReceiptHandleIsInvalid", failed


@fact
def a_wrong_batch_is_refused_whole():
    url = fresh()
    one = {"Id": "a", "MessageBody": "x"}
    prefix = "AWS.SimpleQueueService."
    refused(prefix + "BatchEntryIdsNotDistinct", sqs.send_message_batch, "BatchEntryIdsNotDistinct",
            QueueUrl=url, Entries=[one, one])
    refused(prefix + "TooManyEntriesInBatchRequest", sqs.send_message_batch, "TooManyEntriesInBatchRequest",
            QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x"} for i in range(11)])
    refused(prefix + "InvalidBatchEntryId", sqs.send_message_batch, "InvalidBatchEntryId",
            QueueUrl=url, Entries=[{"Id": "not good!", "MessageBody": "x"}])
    refused(prefix + "BatchRequestTooLong", sqs.send_message_batch, "BatchRequestTooLong",
            QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x" * 600_000} for i in range(2)])
    refused((prefix + "EmptyBatchRequest", "MissingParameter"), sqs.send_message_batch, QueueUrl=url, Entries=[])
    assert receive(url) == []


@fact
def a_long_poll_is_woken_by_a_send():
    url = fresh()
    threading.Timer(1, lambda: sqs.send_message(QueueUrl=url, MessageBody="wake")).start()
    begun = time.monotonic()
    (message,) = receive(url, WaitTimeSeconds=15)
    took = time.monotonic() - begun
    assert message["Body"] == "wake" and 0.8 < took < 5, took


@fact
def a_long_poll_ends_empty_in_time():
    url = fresh(ReceiveMessageWaitTimeSeconds="2")
    begun = time.monotonic()
    assert receive(url) == []
    assert 1.8 < time.monotonic() - begun < 5
    begun = time.monotonic()
    assert receive(url, WaitTimeSeconds=0) == []
    assert time.monotonic() - begun < 1.5


@fact
def a_delayed_message_is_not_early():
    url = fresh()
    begun = time.monotonic()
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=2)
    assert receive(url) == []
    (message,) = receive(url, WaitTimeSeconds=10)
    took = time.monotonic() - begun
    assert message["Body"] == "later" and 1.9 < took < 5, took


@fact
def a_leased_message_is_hidden_until_its_lease_ends():
    url = fresh()
    sqs.send_message(QueueUrl=url, MessageBody="m")
    begun = time.monotonic()
    (first,) = receive(url, VisibilityTimeout=2, WaitTimeSeconds=2)
    assert receive(url) == []
    (again,) = receive(url, WaitTimeSeconds=10, AttributeNames=["ApproximateReceiveCount"])
    took = time.monotonic() - begun
    assert 1.9 < took < 5, took
    assert again["MessageId"] == first["MessageId"] and again["Attributes"]["ApproximateReceiveCount"] == "2"


@fact
def a_lease_is_extended_and_given_back():
    url = fresh()
    sqs.send_message(QueueUrl=url, MessageBody="m")
    (first,) = receive(url, VisibilityTimeout=2, WaitTimeSeconds=2)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=60)
    assert receive(url, WaitTimeSeconds=3) == []
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    (again,) = receive(url, WaitTimeSeconds=2)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    refused(("InvalidParameterValue", "AWS.SimpleQueueService.MessageNotInflight"), sqs.change_message_visibility,
            QueueUrl=url, ReceiptHandle=again["ReceiptHandle"], VisibilityTimeout=5)
    refused("InvalidParameterValue", sqs.change_message_visibility,
            QueueUrl=url, ReceiptHandle=again["ReceiptHandle"], VisibilityTimeout=43201)


@fact
def a_message_received_too_often_is_parked():
    dead = fresh()
    url = fresh(RedrivePolicy=json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 2}))
    sent = sqs.send_message(QueueUrl=url, MessageBody="poison", MessageAttributes=ATTRIBUTES)
    for _ in range(2):
        (message,) = receive(url, WaitTimeSeconds=5)
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert receive(url, WaitTimeSeconds=1) == []
    (parked,) = receive(dead, WaitTimeSeconds=10, AttributeNames=["All"], MessageAttributeNames=["All"])
    assert parked["Body"] == "poison" and parked["MessageId"] == sent["MessageId"], parked
    assert parked["MessageAttributes"] == ATTRIBUTES
    assert parked["Attributes"]["DeadLetterQueueSourceArn"] == arn(url), parked["Attributes"]
    sqs.delete_message(QueueUrl=dead, ReceiptHandle=parked["ReceiptHandle"])


def moved(dead):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (task,) = sqs.list_message_move_tasks(SourceArn=arn(dead))["Results"]
        if task["Status"] != "RUNNING":
            return task
        time.sleep(0.05)
    raise AssertionError(f"still running: {task}")


@fact
def a_move_task_brings_parked_messages_back():
    if not hasattr(sqs, "start_message_move_task"):
        return  # younger than this client
    dead = fresh()
    url = fresh(RedrivePolicy=json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 1}))
    sent = sqs.send_message(QueueUrl=url, MessageBody="poison", MessageAttributes=ATTRIBUTES)
    (message,) = receive(url, WaitTimeSeconds=5)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    (parked,) = receive(dead, WaitTimeSeconds=10)
    sqs.change_message_visibility(QueueUrl=dead, ReceiptHandle=parked["ReceiptHandle"], VisibilityTimeout=0)
    sqs.start_message_move_task(SourceArn=arn(dead))
    (back,) = receive(url, WaitTimeSeconds=10, AttributeNames=["All"], MessageAttributeNames=["All"])
    assert back["Body"] == "poison" and back["MessageAttributes"] == ATTRIBUTES, back
    assert back["MessageId"] != sent["MessageId"] and back["Attributes"]["ApproximateReceiveCount"] == "1", back
    assert "DeadLetterQueueSourceArn" not in back["Attributes"], back["Attributes"]
    task = moved(dead)
    assert task["Status"] == "COMPLETED" and task["ApproximateNumberOfMessagesMoved"] == 1, task
    assert "DestinationArn" not in task and "TaskHandle" not in task, task


@fact
def a_move_task_is_cancelled_and_fails_as_it_should():
    if not hasattr(sqs, "start_message_move_task"):
        return
    dead = fresh()
    fresh(RedrivePolicy=json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 1}))
    target = fresh()
    for i in range(3):
        sqs.send_message(QueueUrl=dead, MessageBody=str(i))
    handle = sqs.start_message_move_task(
        SourceArn=arn(dead), DestinationArn=arn(target), MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
    refused("InvalidParameterValue", sqs.start_message_move_task, SourceArn=arn(dead))
    assert len(receive(target, WaitTimeSeconds=5)) == 1
    assert "ApproximateNumberOfMessagesMoved" in sqs.cancel_message_move_task(TaskHandle=handle)
    task = moved(dead)
    assert task["Status"] == "CANCELLED" and task["ApproximateNumberOfMessagesToMove"] == 3, task
    assert len(drain(dead, 2)) >= 1
    refused("InvalidParameterValue", sqs.cancel_message_move_task, TaskHandle="foobared")
    refused("InvalidParameterValue", sqs.start_message_move_task, SourceArn=arn(target))
    refused("ResourceNotFoundException", sqs.start_message_move_task, "ResourceNotFoundException",
            SourceArn=arn(dead), DestinationArn=arn(target) + "-not")
    sqs.send_message(QueueUrl=dead, MessageBody="from nowhere")
    sqs.start_message_move_task(SourceArn=arn(dead))
    task = moved(dead)
    assert task["Status"] == "FAILED" and task["FailureReason"] == "CouldNotDetermineMessageSource", task


@fact
def a_purge_removes_everything():
    url = fresh()
    for _ in range(3):
        sqs.send_message(QueueUrl=url, MessageBody="m")
    receive(url, VisibilityTimeout=1, WaitTimeSeconds=1)
    sqs.purge_queue(QueueUrl=url)
    assert receive(url, WaitTimeSeconds=2) == []
    refused("AWS.SimpleQueueService.PurgeQueueInProgress", sqs.purge_queue, "PurgeQueueInProgress", QueueUrl=url)
    sqs.send_message(QueueUrl=url, MessageBody="after")
    (message,) = receive(url, WaitTimeSeconds=2)
    assert message["Body"] == "after"


@fact
def a_deleted_queue_is_gone():
    url = fresh()
    name = url.rsplit("/", 1)[1]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    sqs.delete_queue(QueueUrl=url)
    code = "AWS.SimpleQueueService.NonExistentQueue"
    refused(code, sqs.get_queue_url, "QueueDoesNotExist", QueueName=name)
    refused(code, sqs.send_message, "QueueDoesNotExist", QueueUrl=url, MessageBody="m")
    refused(code, sqs.receive_message, "QueueDoesNotExist", QueueUrl=url)
    refused("AWS.SimpleQueueService.QueueDeletedRecently", sqs.create_queue, "QueueDeletedRecently", QueueName=name)


@fact
def a_receipt_of_another_queue_is_refused():
    one, two = fresh(), fresh()
    sqs.send_message(QueueUrl=one, MessageBody="m")
    (message,) = receive(one, WaitTimeSeconds=2)
    for handle in (message["ReceiptHandle"], message["ReceiptHandle"][:-4] + "AAAA", "nonsense"):
        refused("ReceiptHandleIsInvalid", sqs.delete_message, "ReceiptHandleIsInvalid",
                QueueUrl=two, ReceiptHandle=handle)


@fact
def what_cannot_be_served_is_refused():
    url = fresh()
    refused(("InvalidParameterValue", "InvalidMessageContents"), sqs.send_message,
            QueueUrl=url, MessageBody="\x0b")
    refused(("InvalidParameterValue", "MissingParameter"), sqs.send_message, QueueUrl=url, MessageBody="")
    refused("InvalidParameterValue", sqs.send_message, QueueUrl=url, MessageBody="x" * 1_048_577)
    refused("InvalidParameterValue", sqs.send_message, QueueUrl=url, MessageBody="m", DelaySeconds=901)
    refused(("InvalidParameterValue", "ReadCountOutOfRange"), sqs.receive_message,
            QueueUrl=url, MaxNumberOfMessages=11)
    refused("InvalidParameterValue", sqs.receive_message, QueueUrl=url, WaitTimeSeconds=21)
    refused("InvalidParameterValue", sqs.send_message, QueueUrl=url, MessageBody="m",
            MessageAttributes={"n": {"DataType": "Number", "StringValue": "not a number"}})
    refused("InvalidParameterValue", sqs.create_queue, QueueName="has spaces")
    refused("InvalidParameterValue", sqs.create_queue, QueueName="q" * 81)
    refused("InvalidAttributeName", sqs.create_queue, QueueName="q", Attributes={"Nonsense": "1"})
    refused("InvalidParameterValue", sqs.create_queue, QueueName="ordered.fifo")
    refused("InvalidParameterValue", sqs.create_queue, QueueName="ordered", Attributes={"FifoQueue": "true"})
    refused("InvalidAttributeName", sqs.set_queue_attributes, QueueUrl=url,
            Attributes={"KmsMasterKeyId": "alias/aws/sqs", "SqsManagedSseEnabled": "true"})


@fact
def a_wrong_key_is_refused():
    wrong = boto3.client("sqs", config=CONFIG, **WHERE, aws_secret_access_key="wrong" * 8,
                         aws_access_key_id=boto3.Session().get_credentials().access_key)
    refused("SignatureDoesNotMatch", wrong.list_queues)
    unknown = boto3.client("sqs", config=CONFIG, **WHERE, aws_access_key_id="AKIAUNKNOWNUNKNOWN00",
                           aws_secret_access_key="wrong" * 8)
    refused("InvalidClientTokenId", unknown.list_queues)


@fact
def tags_are_added_replaced_and_removed():
    url = sqs.create_queue(QueueName="fact-" + uuid.uuid4().hex, tags={"team": "a", "stage": "test"})["QueueUrl"]
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "a", "stage": "test"}
    sqs.tag_queue(QueueUrl=url, Tags={"team": "b", "Team": "grüße @ x:y/z"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["stage", "never"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "b", "Team": "grüße @ x:y/z"}
    refused("InvalidParameterValue", sqs.tag_queue, QueueUrl=url, Tags={str(i): "x" for i in range(51)})
    refused("InvalidParameterValue", sqs.tag_queue, QueueUrl=url, Tags={"aws:x": "y"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["team", "Team"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)


def policy(url):
    read = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    return json.loads(read["Policy"]) if "Policy" in read else None


@fact
def a_permission_is_a_statement_of_the_policy():
    url = fresh()
    assert policy(url) is None
    sqs.add_permission(QueueUrl=url, Label="share", AWSAccountIds=["111122223333", "444455556666"],
                       Actions=["SendMessage", "GetQueueUrl"])
    assert policy(url) == {
        "Version": "2008-10-17", "Id": arn(url) + "/SQSDefaultPolicy", "Statement": [{
            "Sid": "share", "Effect": "Allow", "Resource": arn(url),
            "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]},
            "Action": ["SQS:SendMessage", "SQS:GetQueueUrl"]}]}, policy(url)
    refused("InvalidParameterValue", sqs.add_permission, QueueUrl=url, Label="share",
            AWSAccountIds=["111122223333"], Actions=["*"])
    refused("InvalidParameterValue", sqs.add_permission, QueueUrl=url, Label="more",
            AWSAccountIds=["111122223333"], Actions=["DeleteQueue"])
    refused("OverLimit", sqs.add_permission, QueueUrl=url, Label="more", AWSAccountIds=["111122223333"], Actions=[
        "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes",
        "GetQueueUrl", "PurgeQueue", "ListDeadLetterSourceQueues"])
    sqs.remove_permission(QueueUrl=url, Label="share")
    assert policy(url) is None
    refused("InvalidParameterValue", sqs.remove_permission, QueueUrl=url, Label="share")


@fact
def a_policy_binds_its_owner_too():
    url = fresh()
    deny = {"Version": "2012-10-17", "Statement": [
        {"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn(url)}]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(deny)})
    assert policy(url) == deny
    refused("AccessDenied", sqs.send_message, QueueUrl=url, MessageBody="x")
    refused("AccessDenied", sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "x"}])
    error = refused("InvalidAttributeValue", sqs.set_queue_attributes,
                    QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [dict(deny["Statement"][0], Effect="No")]})})
    assert "Statement[0].Effect" in str(error), error
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    sqs.send_message(QueueUrl=url, MessageBody="x")


@fact
def sources_of_a_dead_letter_queue_are_listed_page_by_page():
    dead = fresh()
    none = sqs.list_dead_letter_source_queues(QueueUrl=dead)
    assert none.get("queueUrls", None if JSON_PROTOCOL else []) == [], none  # Query cannot write an empty list.
    sources = sorted(fresh(RedrivePolicy=json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 2}))
                     for _ in range(3))
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == sources
    first = sqs.list_dead_letter_source_queues(QueueUrl=dead, MaxResults=2)
    assert first["queueUrls"] == sources[:2], first
    rest = sqs.list_dead_letter_source_queues(QueueUrl=dead, MaxResults=2, NextToken=first["NextToken"])
    assert rest["queueUrls"] == sources[2:] and "NextToken" not in rest, rest


@fact
def a_dead_letter_queue_says_who_may_park():
    dead, source, other = fresh(), fresh(), fresh()
    redrive = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn(dead), "maxReceiveCount": 2})}
    for allow, ok in (({"redrivePermission": "denyAll"}, ()),
                      ({"redrivePermission": "byQueue", "sourceQueueArns": [arn(source)]}, (source,)),
                      ({"redrivePermission": "allowAll"}, (source, other))):
        sqs.set_queue_attributes(QueueUrl=dead, Attributes={"RedriveAllowPolicy": json.dumps(allow)})
        for url in (source, other):
            if url in ok:
                sqs.set_queue_attributes(QueueUrl=url, Attributes=redrive)
                sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": ""})
            else:
                refused("InvalidParameterValue", sqs.set_queue_attributes, QueueUrl=url, Attributes=redrive)
    refused("InvalidParameterValue", sqs.set_queue_attributes, QueueUrl=dead, Attributes={
        "RedriveAllowPolicy": json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn(source)] * 11})})


@fact
def a_caller_learns_who_it_is():
    sts = boto3.client("sts", config=CONFIG, endpoint_url=os.environ["AWS_ENDPOINT_URL_SQS"])
    identity = sts.get_caller_identity()
    account = fresh().rsplit("/", 2)[1]
    assert identity["Account"] == account and identity["Arn"] == f"arn:aws:iam::{account}:root", identity


def an_account_uses_anothers_queue_as_its_policy_allows():
    friend = boto3.client("sqs", config=CONFIG, **WHERE, aws_access_key_id=os.environ["FRIEND_ACCESS_KEY_ID"],
                          aws_secret_access_key=os.environ["FRIEND_SECRET_ACCESS_KEY"])
    url = fresh()
    owner, name = url.rsplit("/", 2)[1:]
    gone = "AWS.SimpleQueueService.NonExistentQueue"
    refused(gone, friend.send_message, QueueUrl=url, MessageBody="x")
    refused(gone, friend.get_queue_url, QueueName=name, QueueOwnerAWSAccountId=owner)
    sqs.add_permission(QueueUrl=url, Label="friend", AWSAccountIds=[os.environ["FRIEND_ACCOUNT"]],
                       Actions=["SendMessage", "GetQueueUrl"])
    found = friend.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=owner)["QueueUrl"]
    assert found == url
    friend.send_message(QueueUrl=found, MessageBody="hello")
    refused("AccessDenied", friend.receive_message, QueueUrl=found)
    refused("AccessDenied", friend.delete_queue, QueueUrl=found)
    (message,) = receive(url, WaitTimeSeconds=2, AttributeNames=["SenderId"])
    assert message["Body"] == "hello" and message["Attributes"]["SenderId"] == os.environ["FRIEND_ACCOUNT"], message
    sqs.remove_permission(QueueUrl=url, Label="friend")
    refused(gone, friend.send_message, QueueUrl=url, MessageBody="x")


def presigned_query_is_taken():
    url = fresh()
    sqs.send_message(QueueUrl=url, MessageBody="by link")
    link = sqs.generate_presigned_url("receive_message", Params={"QueueUrl": url}, HttpMethod="GET")
    with urllib.request.urlopen(link, timeout=10) as answer:
        text = answer.read().decode()
    assert "<Body>by link</Body>" in text, text
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert "<Body>" not in answer.read().decode()
    try:
        urllib.request.urlopen(link.replace("X-Amz-Signature=", "X-Amz-Signature=0"), timeout=10)
        raise AssertionError("a broken signature was taken")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code


def attempt(function):
    try:
        function()
        return function.__name__, None
    except Exception:
        return function.__name__, traceback.format_exc()


if "FRIEND_ACCOUNT" in os.environ:
    fact(an_account_uses_anothers_queue_as_its_policy_allows)
if not JSON_PROTOCOL:
    fact(presigned_query_is_taken)
chosen = [f for f in facts if len(sys.argv) < 2 or f.__name__ in sys.argv[1:]]
with ThreadPoolExecutor(AT_ONCE) as pool:
    for name, wrong in pool.map(attempt, chosen):
        print(json.dumps({"fact": name, "wrong": wrong}), flush=True)
