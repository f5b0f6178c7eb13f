// A round trip with a client that oapi-codegen makes of Reeve's OpenAPI document: a tenant, its job, a refusal, and all
// of it gone again.
package main

//go:generate go tool oapi-codegen -config generator.yaml ../../../openapi/generated/openapi.json

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"reeve.example/client/reeve"
)

func main() {
	if err := roundTrip(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func roundTrip(ctx context.Context) error {
	api, err := reeve.NewClientWithResponses(os.Getenv("REEVE_URL"), reeve.WithRequestEditorFn(authorize))
	if err != nil {
		return err
	}

	tenant := reeve.TenantCreate{Slug: "gopher"}
	made, err := api.CreateTenantWithResponse(ctx, &reeve.CreateTenantParams{}, tenant)
	if err != nil {
		return err
	}
	if made.JSON201 == nil {
		return refusal(made.ApplicationproblemJSON4XX)
	}
	fmt.Println("tenant", made.JSON201.Slug, "on plan", made.JSON201.Plan)

	job, err := submit(ctx, api, "return input * 2")
	if err != nil {
		return err
	}
	read, err := api.GetJobWithResponse(ctx, "gopher", *job.Id)
	if err != nil {
		return err
	}
	fmt.Println("job", read.JSON200.Type, "is", *read.JSON200.Status)

	// Failures are problems: a program branches on their code.
	again, err := api.CreateTenantWithResponse(ctx, &reeve.CreateTenantParams{}, tenant)
	if err != nil {
		return err
	}
	fmt.Println("refused:", again.ApplicationproblemJSON4XX.Code)

	cancelJobs := true
	gone, err := api.DeleteTenantWithResponse(ctx, "gopher", &reeve.DeleteTenantParams{CancelJobs: &cancelJobs})
	if err != nil {
		return err
	}
	fmt.Println("deleted:", gone.StatusCode())
	return nil
}

// An idempotency key makes it safe to send a submit again.
func submit(ctx context.Context, api *reeve.ClientWithResponses, script string) (*reeve.Job, error) {
	key := "round-trip-of-the-gopher"
	body := reeve.JobSubmit{Type: "script", Payload: map[string]any{"script": script, "input": 21}}
	var job *reeve.Job
	for range 2 {
		sent, err := api.SubmitJobWithResponse(ctx, "gopher", &reeve.SubmitJobParams{IdempotencyKey: &key}, body)
		if err != nil {
			return nil, err
		}
		if sent.JSON201 == nil {
			return nil, refusal(sent.ApplicationproblemJSON4XX)
		}
		if job != nil && *job.Id != *sent.JSON201.Id {
			return nil, fmt.Errorf("two jobs of one key")
		}
		job = sent.JSON201
	}
	return job, nil
}

func authorize(_ context.Context, request *http.Request) error {
	request.Header.Set("Authorization", "Bearer "+os.Getenv("REEVE_TOKEN"))
	return nil
}

func refusal(problem *reeve.Problem) error {
	if problem == nil {
		return fmt.Errorf("the broker failed")
	}
	return fmt.Errorf("%s: %s", problem.Code, problem.Detail)
}
