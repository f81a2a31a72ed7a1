// Sends and receives with the plain SDK until all was handled, whatever happens to the server meanwhile.

import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { sendAll } from "./sending.mjs";
import { LEASE_SECONDS, sleep, tell, untilAllIsHandled } from "./telling.mjs";

const CONSUMERS = 3;
// One attempt a call, so that what is unsure is known here.
const sqs = new SQSClient({ maxAttempts: 1 });
const progress = { handled: new Set(), last: Date.now() };

const { QueueUrl } = await sqs.send(
  new CreateQueueCommand({ QueueName: "work", Attributes: { VisibilityTimeout: String(LEASE_SECONDS) } }),
);

function handled(message) {
  progress.handled.add(message.Body);
  tell({ handled: message.Body });
}

// Handled before the delete: one whose answer is lost may have been done, and then the message does not come again.
async function deleteAll(messages, together) {
  if (together) {
    messages.forEach(handled);
    const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: `d${i}`, ReceiptHandle }));
    const answer = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    if ((answer.Failed ?? []).length > 0) throw new Error(JSON.stringify(answer.Failed));
    return;
  }
  for (const message of messages) {
    handled(message);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
}

async function consume(together) {
  for (;;) {
    let messages = [];
    try {
      const answer = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
      );
      messages = answer.Messages ?? [];
      if (messages.length === 0) continue;
      progress.last = Date.now();
      await deleteAll(messages, together);
    } catch (error) {
      messages.forEach(({ Body }) => tell({ unsure: Body, why: error.name }));
      await sleep(100);
    }
  }
}

for (let i = 0; i < CONSUMERS; i++) consume(i % 2 === 0);
await sendAll(sqs, QueueUrl, progress.handled);
await untilAllIsHandled(progress);
process.exit(0);
