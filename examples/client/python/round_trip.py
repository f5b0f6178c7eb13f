"""A round trip with a client that openapi-python-client makes of Reeve's OpenAPI document.

A tenant, its job, a refusal, and all of it gone again.
"""

import os

from reeve import AuthenticatedClient
from reeve.api.jobs import get_job, submit_job
from reeve.api.tenants import create_tenant, delete_tenant
from reeve.models import JobSubmit, JobSubmitPayload, Problem, TenantCreate

api = AuthenticatedClient(base_url=os.environ["REEVE_URL"], token=os.environ["REEVE_TOKEN"])


def taken(answer):
    """What was asked for, or the problem as an exception."""
    if isinstance(answer, Problem):
        raise RuntimeError(f"{answer.code}: {answer.detail}")
    return answer


with api:
    tenant = TenantCreate(slug="python")
    made = taken(create_tenant.sync(client=api, body=tenant))
    print("tenant", made.slug, "on plan", made.plan)

    payload = JobSubmitPayload.from_dict({"script": "return input * 2", "input": 21})
    body = JobSubmit(type_="script", payload=payload)
    # An idempotency key makes it safe to send a submit again.
    sent = [
        taken(submit_job.sync("python", client=api, body=body, idempotency_key="round-trip-of-python"))
        for _ in range(2)
    ]
    assert sent[0].id == sent[1].id, "two jobs of one key"
    job = taken(get_job.sync("python", sent[0].id, client=api))
    print("job", job.type_, "is", job.status)

    # Failures are problems: a program branches on their code.
    again = create_tenant.sync(client=api, body=tenant)
    print("refused:", again.code)

    gone = delete_tenant.sync_detailed("python", client=api, cancel_jobs=True)
    print("deleted:", int(gone.status_code))
