// Sluice's checks of the AWS SDK for Go: facts, work through a kill, and what Terraform's provider does.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func main() {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fail(err)
	}
	switch os.Args[1] {
	case "facts":
		tryFacts(facts(sqs.NewFromConfig(settings)))
	case "terraform":
		tryFacts(terraform(settings))
	case "work":
		// One attempt a call, so that what is unsure is known here.
		settings.RetryMaxAttempts = 1
		if err := work(ctx, sqs.NewFromConfig(settings)); err != nil {
			fail(err)
		}
	default:
		fail(fmt.Errorf("no such program: %s", os.Args[1]))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
