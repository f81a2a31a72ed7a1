package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A queue with the calls that facts make of it.
type queue struct {
	client *sqs.Client
	url    *string
}

func create(client *sqs.Client, name string, attributes map[string]string) (queue, error) {
	answer, err := client.CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		return queue{}, err
	}
	return queue{client, answer.QueueUrl}, nil
}

func (q queue) send(body string) error {
	_, err := q.client.SendMessage(context.Background(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: &body})
	return err
}

func (q queue) receive(seconds int32) ([]types.Message, error) {
	answer, err := q.client.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{
		QueueUrl: q.url, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, err
	}
	return answer.Messages, nil
}

func (q queue) receiveOne(seconds int32) (types.Message, error) {
	messages, err := q.receive(seconds)
	if err == nil && len(messages) != 1 {
		err = fmt.Errorf("received %d messages, not one", len(messages))
	}
	if err != nil {
		return types.Message{}, err
	}
	return messages[0], nil
}

func (q queue) arn() (string, error) {
	answer, err := q.client.GetQueueAttributes(context.Background(), &sqs.GetQueueAttributesInput{
		QueueUrl: q.url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn},
	})
	if err != nil {
		return "", err
	}
	return answer.Attributes["QueueArn"], nil
}

func facts(client *sqs.Client) []fact {
	return []fact{
		{"what is sent is received unchanged until it is deleted", func() error { return unchanged(client) }},
		{"entries of a batch fail by themselves", func() error { return batches(client) }},
		{"a long poll is answered by the next message", func() error { return longPoll(client) }},
		{"visibility is shortened and extended", func() error { return visibility(client) }},
		{"a message received too often is parked", func() error { return parked(client) }},
		{"refusals are the SDK's own errors", func() error { return refusals(client) }},
	}
}

func unchanged(client *sqs.Client) error {
	q, err := create(client, "unchanged", map[string]string{"VisibilityTimeout": "1"})
	if err != nil {
		return err
	}
	body := "grüße 🚰 \"quoted\" <xml/> & a\ttab\nand a line"
	attributes := map[string]types.MessageAttributeValue{
		"text":  {DataType: aws.String("String"), StringValue: aws.String("ünï")},
		"bytes": {DataType: aws.String("Binary.png"), BinaryValue: []byte{0, 255, 127, 10}},
	}
	sent, err := client.SendMessage(context.Background(), &sqs.SendMessageInput{
		QueueUrl: q.url, MessageBody: &body, MessageAttributes: attributes,
	})
	if err != nil {
		return err
	}
	message, err := q.receiveOne(2)
	if err != nil {
		return err
	}
	_, err = client.DeleteMessage(context.Background(), &sqs.DeleteMessageInput{QueueUrl: q.url, ReceiptHandle: message.ReceiptHandle})
	if err != nil {
		return err
	}
	again, err := q.receive(2)
	return errors.Join(err,
		expect("messages after the delete", len(again), 0),
		expect("body", *message.Body, body),
		expect("id", *message.MessageId, *sent.MessageId),
		expect("MD5 of attributes", *message.MD5OfMessageAttributes, *sent.MD5OfMessageAttributes),
		expect("text", *message.MessageAttributes["text"].StringValue, "ünï"),
		expect("bytes", message.MessageAttributes["bytes"].BinaryValue, []byte{0, 255, 127, 10}),
		expect("receives", message.Attributes["ApproximateReceiveCount"], "1"))
}

func batches(client *sqs.Client) error {
	q, err := create(client, "batches", nil)
	if err != nil {
		return err
	}
	answer, err := client.SendMessageBatch(context.Background(), &sqs.SendMessageBatchInput{
		QueueUrl: q.url,
		Entries: []types.SendMessageBatchRequestEntry{
			{Id: aws.String("good"), MessageBody: aws.String("one")},
			{Id: aws.String("late"), MessageBody: aws.String("two"), DelaySeconds: 901},
		},
	})
	if err != nil {
		return err
	}
	if len(answer.Successful) != 1 || len(answer.Failed) != 1 {
		return fmt.Errorf("%d entries taken, %d refused", len(answer.Successful), len(answer.Failed))
	}
	failed := answer.Failed[0]
	return errors.Join(
		expect("taken", *answer.Successful[0].Id, "good"),
		expect("refused", *failed.Id+" "+*failed.Code, "late InvalidParameterValue"),
		expect("sender's fault", failed.SenderFault, true))
}

func longPoll(client *sqs.Client) error {
	q, err := create(client, "long-poll", nil)
	if err != nil {
		return err
	}
	sent := make(chan error, 1)
	begun := time.Now()
	time.AfterFunc(700*time.Millisecond, func() { sent <- q.send("at last") })
	message, err := q.receiveOne(20)
	if err := errors.Join(err, <-sent); err != nil {
		return err
	}
	if took := time.Since(begun); took < 700*time.Millisecond || took > 10*time.Second {
		return fmt.Errorf("took %v", took)
	}
	return expect("body", *message.Body, "at last")
}

func visibility(client *sqs.Client) error {
	q, err := create(client, "visibility", map[string]string{"VisibilityTimeout": "4"})
	if err != nil {
		return err
	}
	change := func(message types.Message, seconds int32) error {
		_, err := client.ChangeMessageVisibility(context.Background(), &sqs.ChangeMessageVisibilityInput{
			QueueUrl: q.url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: seconds,
		})
		return err
	}
	if err := q.send("seen"); err != nil {
		return err
	}
	first, err := q.receiveOne(2)
	if err != nil {
		return err
	}
	if err := change(first, 0); err != nil {
		return err
	}
	second, err := q.receiveOne(1)
	if err != nil {
		return fmt.Errorf("after it was shortened: %w", err)
	}
	if err := change(second, 5); err != nil {
		return err
	}
	early, err := q.receive(3)
	if err != nil {
		return err
	}
	if _, err := q.receiveOne(5); err != nil {
		return fmt.Errorf("after the lease: %w", err)
	}
	return expect("messages during the lease", len(early), 0)
}

func parked(client *sqs.Client) error {
	dead, err := create(client, "parked-dead", nil)
	if err != nil {
		return err
	}
	deadArn, err := dead.arn()
	if err != nil {
		return err
	}
	q, err := create(client, "parked", map[string]string{
		"VisibilityTimeout": "0",
		"RedrivePolicy":     `{"deadLetterTargetArn":"` + deadArn + `","maxReceiveCount":1}`,
	})
	if err != nil {
		return err
	}
	arn, err := q.arn()
	if err != nil {
		return err
	}
	if err := q.send("poison"); err != nil {
		return err
	}
	if _, err := q.receiveOne(2); err != nil {
		return err
	}
	again, err := q.receive(1)
	if err != nil {
		return err
	}
	message, err := dead.receiveOne(5)
	if err != nil {
		return fmt.Errorf("from the dead-letter queue: %w", err)
	}
	return errors.Join(
		expect("messages left", len(again), 0),
		expect("body", *message.Body, "poison"),
		expect("source", message.Attributes["DeadLetterQueueSourceArn"], arn))
}

func refusals(client *sqs.Client) error {
	ctx := context.Background()
	q, err := create(client, "refused", map[string]string{"VisibilityTimeout": "11"})
	if err != nil {
		return err
	}
	_, none := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("no-such-queue")})
	_, exists := create(client, "refused", map[string]string{"VisibilityTimeout": "12"})
	_, forged := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: q.url, ReceiptHandle: aws.String("forged")})
	var noQueue *types.QueueDoesNotExist
	var nameExists *types.QueueNameExists
	var badReceipt *types.ReceiptHandleIsInvalid
	if !errors.As(none, &noQueue) || !errors.As(exists, &nameExists) || !errors.As(forged, &badReceipt) {
		return fmt.Errorf("refused with %v, %v, %v", none, exists, forged)
	}
	_, long := create(client, strings.Repeat("q", 81), nil)
	if long == nil {
		return errors.New("a name of 81 characters was taken")
	}
	return nil
}
