// Sends with the SDK and receives with sqs-consumer: one that takes messages singly, one that takes them in batches.

import { CreateQueueCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import { sendAll } from "./sending.mjs";
import { LEASE_SECONDS, sleep, tell, tryFacts, untilAllIsHandled } from "./telling.mjs";

const sqs = new SQSClient({ maxAttempts: 1 });
const create = async (QueueName, Attributes) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;

function started(options) {
  const consumer = Consumer.create({ sqs, waitTimeSeconds: 2, ...options });
  consumer.on("error", () => {});
  consumer.on("processing_error", () => {});
  consumer.start();
  return consumer;
}

const facts = {
  async theHeartbeatKeepsAMessageThatTakesLong() {
    const queueUrl = await create("heartbeat", { VisibilityTimeout: "4" });
    let begun = 0;
    let done = 0;
    const consumers = [1, 2].map(() =>
      started({
        queueUrl,
        visibilityTimeout: 4,
        heartbeatInterval: 1,
        waitTimeSeconds: 1,
        async handleMessage(message) {
          begun++;
          await sleep(7_000);
          done++;
          return message;
        },
      }),
    );
    await sendOne(queueUrl, "slow");
    await until(() => done === 1);
    await sleep(4_500);
    consumers.forEach((consumer) => consumer.stop());
    if (begun !== 1) throw new Error(`handed out ${begun} times`);
  },

  async aMessageThatFailsComesAgainAndIsParkedInTheEnd() {
    const dead = await create("failing-dead", {});
    const deadLetterTargetArn = `arn:aws:sqs:${process.env.AWS_REGION}:${process.env.AWS_ACCOUNT_ID}:failing-dead`;
    const queueUrl = await create("failing", {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    let tries = 0;
    const parked = [];
    const consumers = [
      started({
        queueUrl,
        terminateVisibilityTimeout: true,
        async handleMessage() {
          tries++;
          throw new Error("poison");
        },
      }),
      started({
        queueUrl: dead,
        async handleMessage(message) {
          parked.push(message.Body);
          return message;
        },
      }),
    ];
    await sendOne(queueUrl, "poison");
    await until(() => parked.length > 0);
    consumers.forEach((consumer) => consumer.stop());
    if (tries !== 2 || parked.join() !== "poison") throw new Error(`${tries} tries, parked ${parked}`);
  },
};

async function sendOne(QueueUrl, MessageBody) {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

async function until(condition) {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${condition}`);
    await sleep(20);
  }
}

async function work() {
  const progress = { handled: new Set(), last: Date.now() };
  const queueUrl = await create("work", { VisibilityTimeout: String(LEASE_SECONDS) });
  const consumers = [
    started({ queueUrl, batchSize: 10, handleMessage: async (message) => message }),
    started({ queueUrl, batchSize: 10, handleMessageBatch: async (messages) => messages }),
  ];
  for (const consumer of consumers) {
    consumer.on("message_received", () => (progress.last = Date.now()));
    consumer.on("message_processed", ({ Body }) => {
      progress.handled.add(Body);
      tell({ handled: Body });
    });
    consumer.on("error", (error, told) => {
      for (const { Body } of [told ?? []].flat()) tell({ unsure: Body, why: error.name });
    });
  }
  await sendAll(sqs, queueUrl, progress.handled);
  await untilAllIsHandled(progress);
}

await (process.argv[2] === "facts" ? tryFacts(facts) : work());
process.exit(0);
