package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// What Terraform's AWS provider does with the resources aws_sqs_queue, _queue_policy, _queue_redrive_policy and
// _queue_redrive_allow_policy and the data sources aws_sqs_queue and aws_sqs_queues, call by call and through the SDK that
// it is built on. The provider's binary is in no package registry.

// The provider sends its defaults, too.
var providerDefaults = map[string]string{
	"DelaySeconds":                  "0",
	"MaximumMessageSize":            "1048576",
	"MessageRetentionPeriod":        "345600",
	"ReceiveMessageWaitTimeSeconds": "0",
	"VisibilityTimeout":             "30",
}

// What the provider compares by meaning and not by letter.
var documents = []string{"Policy", "RedrivePolicy", "RedriveAllowPolicy"}

type provider struct {
	client *sqs.Client
}

func terraform(settings aws.Config) []fact {
	p := provider{sqs.NewFromConfig(settings)}
	return []fact{
		{"the provider learns whose key it has", func() error { return identity(settings) }},
		{"a queue is created, read, changed and destroyed", p.queueLifecycle},
		{"a queue with its dead-letter queue in one apply", p.deadLetters},
		{"policies are set, read and taken away as resources of their own", p.documentsAsResources},
		{"tags are created, changed and taken away", p.tags},
		{"data sources find queues by name and prefix", p.dataSources},
	}
}

func identity(settings aws.Config) error {
	client := sts.NewFromConfig(settings, func(o *sts.Options) { o.BaseEndpoint = aws.String(os.Getenv("SLUICE_ENDPOINT")) })
	answer, err := client.GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	return expect("account", *answer.Account, os.Getenv("AWS_ACCOUNT_ID"))
}

func (p provider) queueLifecycle() error {
	url, err := p.create("tf-queue", map[string]string{"DelaySeconds": "90"}, map[string]string{"env": "test"})
	if err != nil {
		return err
	}
	if err := p.set(url, map[string]string{"DelaySeconds": "0", "VisibilityTimeout": "60", "ReceiveMessageWaitTimeSeconds": "20"}); err != nil {
		return err
	}
	// What was not in the plan stays, and an apply without changes finds none.
	if err := p.propagated(url, map[string]string{"MaximumMessageSize": "1048576", "VisibilityTimeout": "60"}); err != nil {
		return err
	}
	return p.destroy(url)
}

func (p provider) deadLetters() error {
	dead, err := p.create("tf-dead", nil, nil)
	if err != nil {
		return err
	}
	arn, err := queue{p.client, &dead}.arn()
	if err != nil {
		return err
	}
	redrive := fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":4}`, arn)
	source, err := p.create("tf-source", map[string]string{"RedrivePolicy": redrive}, nil)
	if err != nil {
		return err
	}
	return errors.Join(p.destroy(source), p.destroy(dead))
}

func (p provider) documentsAsResources() error {
	url, err := p.create("tf-documents", nil, nil)
	if err != nil {
		return err
	}
	dead, err := p.create("tf-documents-dead", nil, nil)
	if err != nil {
		return err
	}
	arn, err := queue{p.client, &url}.arn()
	if err != nil {
		return err
	}
	deadArn, err := queue{p.client, &dead}.arn()
	if err != nil {
		return err
	}
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Sid":"First","Effect":"Allow","Principal":"*",`+
		`"Action":"sqs:SendMessage","Resource":%q,"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:local:%s:topic"}}}]}`,
		arn, os.Getenv("AWS_ACCOUNT_ID"))
	for _, one := range []struct{ url, name, document string }{
		{url, "Policy", policy},
		{url, "RedrivePolicy", fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":4}`, deadArn)},
		{dead, "RedriveAllowPolicy", fmt.Sprintf(`{"redrivePermission":"byQueue","sourceQueueArns":[%q]}`, arn)},
	} {
		if err := p.set(one.url, map[string]string{one.name: one.document}); err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
	}
	for _, one := range []struct{ url, name string }{{url, "Policy"}, {url, "RedrivePolicy"}, {dead, "RedriveAllowPolicy"}} {
		// The provider destroys such a resource by an empty document.
		if err := p.set(one.url, map[string]string{one.name: ""}); err != nil {
			return fmt.Errorf("%s taken away: %w", one.name, err)
		}
	}
	return errors.Join(p.destroy(url), p.destroy(dead))
}

func (p provider) tags() error {
	ctx := context.Background()
	url, err := p.create("tf-tags", nil, map[string]string{"one": "1", "two": "2"})
	if err != nil {
		return err
	}
	if _, err := p.client.UntagQueue(ctx, &sqs.UntagQueueInput{QueueUrl: &url, TagKeys: []string{"one"}}); err != nil {
		return err
	}
	if _, err := p.client.TagQueue(ctx, &sqs.TagQueueInput{QueueUrl: &url, Tags: map[string]string{"two": "two", "three": ""}}); err != nil {
		return err
	}
	answer, err := p.client.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: &url})
	if err != nil {
		return err
	}
	return errors.Join(expect("tags", answer.Tags, map[string]string{"two": "two", "three": ""}), p.destroy(url))
}

func (p provider) dataSources() error {
	ctx := context.Background()
	first, err := p.create("tf-data-a", nil, nil)
	if err != nil {
		return err
	}
	second, err := p.create("tf-data-b", nil, nil)
	if err != nil {
		return err
	}
	found, err := p.client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("tf-data-a")})
	if err != nil {
		return err
	}
	var listed []string
	pages := sqs.NewListQueuesPaginator(p.client, &sqs.ListQueuesInput{QueueNamePrefix: aws.String("tf-data-"), MaxResults: aws.Int32(1)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		listed = append(listed, page.QueueUrls...)
	}
	return errors.Join(
		expect("address", *found.QueueUrl, first),
		expect("list", listed, []string{first, second}))
}

func (p provider) create(name string, more, tags map[string]string) (string, error) {
	attributes := maps.Clone(providerDefaults)
	maps.Copy(attributes, more)
	answer, err := p.client.CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes, Tags: tags})
	if err != nil {
		return "", err
	}
	if err := p.propagated(*answer.QueueUrl, attributes); err != nil {
		return "", err
	}
	listed, err := p.client.ListQueueTags(context.Background(), &sqs.ListQueueTagsInput{QueueUrl: answer.QueueUrl})
	if err != nil {
		return "", err
	}
	if len(tags)+len(listed.Tags) > 0 {
		err = expect("tags", listed.Tags, tags)
	}
	return *answer.QueueUrl, err
}

func (p provider) set(url string, attributes map[string]string) error {
	_, err := p.client.SetQueueAttributes(context.Background(), &sqs.SetQueueAttributesInput{QueueUrl: &url, Attributes: attributes})
	if err != nil {
		return err
	}
	return p.propagated(url, attributes)
}

// propagated is what the provider waits for, for minutes; here it is so at once. What is missing may be expected to be empty.
func (p provider) propagated(url string, expected map[string]string) error {
	answer, err := p.client.GetQueueAttributes(context.Background(), &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		return err
	}
	for name, want := range expected {
		got, given := answer.Attributes[name]
		if got == want || !given && want == "" || isDocument(name) && sameJSON(got, want) {
			continue
		}
		return fmt.Errorf("%s is %q, not %q", name, got, want)
	}
	return nil
}

func isDocument(name string) bool {
	for _, document := range documents {
		if name == document {
			return true
		}
	}
	return false
}

func sameJSON(one, other string) bool {
	var a, b any
	return json.Unmarshal([]byte(one), &a) == nil && json.Unmarshal([]byte(other), &b) == nil && reflect.DeepEqual(a, b)
}

// destroy is done when reading the queue is refused with the code that the provider looks for.
func (p provider) destroy(url string) error {
	ctx := context.Background()
	if _, err := p.client.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &url}); err != nil {
		return err
	}
	_, err := p.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	var refusal smithy.APIError
	if !errors.As(err, &refusal) || refusal.ErrorCode() != "AWS.SimpleQueueService.NonExistentQueue" {
		return fmt.Errorf("a destroyed queue is read with %v", err)
	}
	return nil
}
