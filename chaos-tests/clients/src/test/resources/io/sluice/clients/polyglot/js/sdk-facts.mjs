// Facts about SQS, tried through the SDK, which checks the MD5 of what it receives by itself.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import * as aws from "@aws-sdk/client-sqs";
import { sleep, tryFacts } from "./telling.mjs";

const sqs = new aws.SQSClient({});
const call = (name, input) => sqs.send(new aws[`${name}Command`](input));
const fresh = async (Attributes, name = `fact-${randomUUID()}`) =>
  (await call("CreateQueue", { QueueName: name, Attributes })).QueueUrl;
const receive = async (QueueUrl, more) => (await call("ReceiveMessage", { QueueUrl, ...more })).Messages ?? [];
const send = (QueueUrl, MessageBody, more) => call("SendMessage", { QueueUrl, MessageBody, ...more });
const arn = async (QueueUrl) =>
  (await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["QueueArn"] })).Attributes.QueueArn;

const facts = {
  async whatIsSentIsReceivedUnchangedUntilItIsDeleted() {
    const url = await fresh({ VisibilityTimeout: "1" });
    const body = 'grüße 🚰 "quoted" <xml/> & a\ttab\nand a line';
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "ünï" },
      typed: { DataType: "Number.int", StringValue: "7" },
      bytes: { DataType: "Binary.png", BinaryValue: new Uint8Array([0, 255, 127, 10]) },
    };
    const sent = await send(url, body, { MessageAttributes });
    const [message] = await receive(url, {
      WaitTimeSeconds: 2,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    assert.equal(message.Body, body);
    assert.equal(message.MessageId, sent.MessageId);
    assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
    for (const [name, value] of Object.entries(MessageAttributes)) {
      assert.deepEqual({ ...message.MessageAttributes[name] }, value);
    }
    assert.equal(message.Attributes.ApproximateReceiveCount, "1");
    await call("DeleteMessage", { QueueUrl: url, ReceiptHandle: message.ReceiptHandle });
    assert.deepEqual(await receive(url, { WaitTimeSeconds: 2 }), []);
  },

  async entriesOfABatchFailByThemselves() {
    const url = await fresh();
    const answer = await call("SendMessageBatch", {
      QueueUrl: url,
      Entries: [
        { Id: "good", MessageBody: "one" },
        { Id: "late", MessageBody: "two", DelaySeconds: 901 },
      ],
    });
    assert.deepEqual(answer.Successful.map(({ Id }) => Id), ["good"]);
    assert.deepEqual(answer.Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]), [
      ["late", "InvalidParameterValue", true],
    ]);
    const [message] = await receive(url, { WaitTimeSeconds: 2, MaxNumberOfMessages: 10 });
    const change = await call("ChangeMessageVisibilityBatch", {
      QueueUrl: url,
      Entries: [
        { Id: "real", ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 30 },
        { Id: "forged", ReceiptHandle: "forged", VisibilityTimeout: 30 },
      ],
    });
    assert.deepEqual(change.Successful.map(({ Id }) => Id), ["real"]);
    assert.deepEqual(change.Failed.map(({ Code }) => Code), ["ReceiptHandleIsInvalid"]);
    await call("DeleteMessageBatch", {
      QueueUrl: url,
      Entries: [{ Id: "real", ReceiptHandle: message.ReceiptHandle }],
    });
  },

  async aLongPollIsAnsweredByTheNextMessage() {
    const url = await fresh();
    const begun = Date.now();
    const poll = receive(url, { WaitTimeSeconds: 20 });
    await sleep(700);
    await send(url, "at last");
    assert.deepEqual((await poll).map(({ Body }) => Body), ["at last"]);
    const took = Date.now() - begun;
    assert.ok(took >= 700 && took < 10_000, `took ${took} ms`);
    const again = Date.now();
    assert.deepEqual(await receive(url, { WaitTimeSeconds: 1 }), []);
    assert.ok(Date.now() - again >= 900, "an empty poll waits");
  },

  async visibilityIsShortenedAndExtended() {
    const url = await fresh({ VisibilityTimeout: "4" });
    await send(url, "seen");
    const [first] = await receive(url, { WaitTimeSeconds: 2 });
    const change = (message, VisibilityTimeout) =>
      call("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout });
    await change(first, 0);
    const [second] = await receive(url, { WaitTimeSeconds: 1 });
    assert.equal(second?.MessageId, first.MessageId);
    await change(second, 5);
    assert.deepEqual(await receive(url, { WaitTimeSeconds: 3 }), []);
    const [third] = await receive(url, { WaitTimeSeconds: 5 });
    assert.equal(third?.MessageId, first.MessageId);
  },

  async aMessageReceivedTooOftenIsParked() {
    const dead = await fresh();
    const deadLetterTargetArn = await arn(dead);
    const url = await fresh({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: "1" }) });
    await send(url, "poison");
    assert.equal((await receive(url, { VisibilityTimeout: 0, WaitTimeSeconds: 2 })).length, 1);
    assert.deepEqual(await receive(url, { WaitTimeSeconds: 1 }), []);
    const [parked] = await receive(dead, { WaitTimeSeconds: 5, MessageSystemAttributeNames: ["All"] });
    assert.equal(parked?.Body, "poison");
    assert.equal(parked.Attributes.DeadLetterQueueSourceArn, await arn(url));
  },

  async aFifoGroupComesInOrderOnceAndLocked() {
    const url = await fresh({ FifoQueue: "true", VisibilityTimeout: "30" }, "ordered.fifo");
    for (const body of ["one", "one", "two", "three"]) {
      await send(url, body, { MessageGroupId: "group", MessageDeduplicationId: body });
    }
    const [first] = await receive(url, { WaitTimeSeconds: 2 });
    assert.deepEqual(await receive(url), [], "the group is locked");
    await call("DeleteMessage", { QueueUrl: url, ReceiptHandle: first.ReceiptHandle });
    const rest = await receive(url, { WaitTimeSeconds: 2, MaxNumberOfMessages: 10 });
    assert.deepEqual([first, ...rest].map(({ Body }) => Body), ["one", "two", "three"]);
  },

  async refusalsAreTheSdksOwnExceptions() {
    const url = await fresh({ VisibilityTimeout: "11" }, "refused");
    await assert.rejects(call("GetQueueUrl", { QueueName: "no-such-queue" }), aws.QueueDoesNotExist);
    await assert.rejects(fresh({ VisibilityTimeout: "12" }, "refused"), aws.QueueNameExists);
    await assert.rejects(
      call("DeleteMessage", { QueueUrl: url, ReceiptHandle: "forged" }),
      aws.ReceiptHandleIsInvalid,
    );
    await assert.rejects(call("SendMessageBatch", { QueueUrl: url, Entries: [] }), aws.EmptyBatchRequest);
    const credentials = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: "guessed" };
    await assert.rejects(new aws.SQSClient({ credentials }).send(new aws.ListQueuesCommand({})), {
      name: "SignatureDoesNotMatch",
    });
  },

  async queuesAreListedPageByPage() {
    const names = ["page-a", "page-b", "page-c"];
    for (const name of names) await fresh({}, name);
    const listed = [];
    for await (const page of aws.paginateListQueues({ client: sqs, pageSize: 1 }, { QueueNamePrefix: "page-" })) {
      assert.ok((page.QueueUrls ?? []).length <= 1);
      listed.push(...(page.QueueUrls ?? []));
    }
    assert.deepEqual(listed.map((url) => url.split("/").at(-1)).sort(), names);
  },
};

await tryFacts(facts);
process.exit(0);
