package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const (
	consumers    = 3
	leaseSeconds = 6
	// Without a message for so long, nothing is leased to a call whose answer was lost, and so nothing is left.
	quiet    = (leaseSeconds + 1) * time.Second
	patience = 90 * time.Second
	// Nobody sends further ahead of who handles, so that a kill comes upon both at work.
	ahead = 60
	pause = 20 * time.Millisecond
)

// progress is what was handled, and when a message came last.
type progress struct {
	sync.Mutex
	handled map[string]bool
	last    time.Time
}

func (p *progress) take(body string) {
	p.Lock()
	p.handled[body] = true
	p.Unlock()
	tell(map[string]any{"handled": body})
}

func (p *progress) came() {
	p.Lock()
	p.last = time.Now()
	p.Unlock()
}

func (p *progress) count() int {
	p.Lock()
	defer p.Unlock()
	return len(p.handled)
}

func (p *progress) complete(messages int) bool {
	p.Lock()
	defer p.Unlock()
	return len(p.handled) == messages && time.Since(p.last) > quiet
}

// work sends and receives until all was handled, whatever happens to the server meanwhile.
func work(ctx context.Context, client *sqs.Client) error {
	messages, err := strconv.Atoi(os.Getenv("WORK_MESSAGES"))
	if err != nil {
		return err
	}
	queue, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{
		QueueName:  aws.String("work"),
		Attributes: map[string]string{"VisibilityTimeout": strconv.Itoa(leaseSeconds)},
	})
	if err != nil {
		return err
	}
	done := &progress{handled: map[string]bool{}, last: time.Now()}
	for i := range consumers {
		go consume(ctx, client, queue.QueueUrl, done, i%2 == 0)
	}
	sendAll(ctx, client, queue.QueueUrl, messages, done)
	for deadline := time.Now().Add(patience); !done.complete(messages); time.Sleep(pause) {
		if time.Now().After(deadline) {
			return fmt.Errorf("handled %d of %d", done.count(), messages)
		}
	}
	return nil
}

// sendAll sends one by one and in batches of nine, in turn.
func sendAll(ctx context.Context, client *sqs.Client, url *string, messages int, done *progress) {
	size := 1
	for begin := 0; begin < messages; size = 10 - size {
		for begin-done.count() > ahead {
			time.Sleep(pause)
		}
		var left []string
		for i := begin; i < min(begin+size, messages); i++ {
			left = append(left, fmt.Sprintf("m%d", i))
		}
		begin += size
		for len(left) > 0 {
			left = send(ctx, client, url, left)
			time.Sleep(pause)
		}
	}
}

// send returns what is to be sent again.
func send(ctx context.Context, client *sqs.Client, url *string, bodies []string) []string {
	if len(bodies) == 1 {
		if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: &bodies[0]}); err != nil {
			return unsure(bodies, err)
		}
		tell(map[string]any{"sent": bodies[0]})
		return nil
	}
	var entries []types.SendMessageBatchRequestEntry
	for i := range bodies {
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: &bodies[i]})
	}
	answer, err := client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries})
	if err != nil {
		return unsure(bodies, err)
	}
	sent := map[string]bool{}
	for _, entry := range answer.Successful {
		sent[*entry.Id] = true
	}
	var left []string
	for i, body := range bodies {
		if sent[strconv.Itoa(i)] {
			tell(map[string]any{"sent": body})
		} else {
			left = append(left, body)
		}
	}
	return left
}

// unsure tells of calls that failed after they may have done something: what is sent again may come twice.
func unsure(bodies []string, err error) []string {
	for _, body := range bodies {
		tell(map[string]any{"unsure": body, "why": err.Error()})
	}
	return bodies
}

func consume(ctx context.Context, client *sqs.Client, url *string, done *progress, together bool) {
	for {
		answer, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 2,
		})
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		if len(answer.Messages) == 0 {
			continue
		}
		done.came()
		if together {
			deleteTogether(ctx, client, url, answer.Messages, done)
		} else {
			deleteSingly(ctx, client, url, answer.Messages, done)
		}
	}
}

func deleteSingly(ctx context.Context, client *sqs.Client, url *string, messages []types.Message, done *progress) {
	for _, message := range messages {
		// Before the delete: one whose answer is lost may have been done, and then the message does not come again.
		done.take(*message.Body)
		_, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: message.ReceiptHandle})
		if err != nil {
			unsure([]string{*message.Body}, err)
		}
	}
}

func deleteTogether(ctx context.Context, client *sqs.Client, url *string, messages []types.Message, done *progress) {
	var entries []types.DeleteMessageBatchRequestEntry
	for i, message := range messages {
		done.take(*message.Body)
		entries = append(entries, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), ReceiptHandle: message.ReceiptHandle,
		})
	}
	answer, err := client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: entries})
	if err != nil {
		for _, message := range messages {
			unsure([]string{*message.Body}, err)
		}
		return
	}
	for _, entry := range answer.Failed {
		i, _ := strconv.Atoi(*entry.Id)
		unsure([]string{*messages[i].Body}, fmt.Errorf("%s", aws.ToString(entry.Message)))
	}
}
