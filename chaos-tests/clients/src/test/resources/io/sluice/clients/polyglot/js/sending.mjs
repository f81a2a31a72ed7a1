// Sends all of the work's messages, one by one and in batches in turn, through whatever happens to the server.

import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { AHEAD, bodies, sleep, tell } from "./telling.mjs";

const PAUSE_MS = 20;

async function once(sqs, QueueUrl, some) {
  try {
    if (some.length === 1) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: some[0] }));
      tell({ sent: some[0] });
      return [];
    }
    const Entries = some.map((MessageBody, i) => ({ Id: `e${i}`, MessageBody }));
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const sent = new Set((answer.Successful ?? []).map(({ Id }) => some[Number(Id.slice(1))]));
    sent.forEach((body) => tell({ sent: body }));
    return some.filter((body) => !sent.has(body));
  } catch (error) {
    // It may have been taken: what is sent again may come twice.
    some.forEach((body) => tell({ unsure: body, why: error.name }));
    return some;
  }
}

export async function sendAll(sqs, url, handled) {
  const all = bodies();
  for (let begin = 0, size = 1; begin < all.length; size = size === 1 ? 9 : 1) {
    while (begin - handled.size > AHEAD) await sleep(PAUSE_MS);
    let left = all.slice(begin, begin + size);
    begin += size;
    while (left.length > 0) {
      left = await once(sqs, url, left);
      await sleep(PAUSE_MS);
    }
  }
}
