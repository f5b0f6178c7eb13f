// What the contract demands of values, generated from openapi/generated/openapi.json.
export const rules = {
  "reeve_tenant": {
    "slug": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$",
      "reserved": [
        "system",
        "new",
        "shared",
        "me"
      ]
    },
    "display_name": {
      "maxLength": 200
    },
    "plan": {
      "minLength": 1,
      "maxLength": 63
    },
    "status": {
      "enum": [
        "active",
        "suspended"
      ]
    },
    "worker_agent_pool": {
      "enum": [
        "shared",
        "dedicated"
      ]
    },
    "worker_type": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    }
  },
  "reeve_plan": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "max_concurrent_jobs": {
      "minimum": 1,
      "maximum": 1000000,
      "integer": true
    },
    "max_queued_jobs": {
      "minimum": 1,
      "maximum": 10000000,
      "integer": true
    },
    "weight": {
      "minimum": 1,
      "maximum": 1000,
      "integer": true
    }
  },
  "reeve_pool": {
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "labels": {
      "maxItems": 64,
      "items": {
        "pattern": "^[a-z0-9][a-z0-9._/-]{0,62}$"
      }
    }
  },
  "reeve_pool_assignment": {
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    }
  },
  "reeve_agent_token": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "pool": {
      "minLength": 1,
      "maxLength": 63
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 3650,
      "integer": true
    }
  },
  "reeve_api_token": {
    "tenant": {
      "minLength": 1,
      "maxLength": 63
    },
    "name": {
      "pattern": "^[a-z][a-z0-9-]{0,62}$"
    },
    "description": {
      "maxLength": 1000
    },
    "scopes": {
      "minItems": 1,
      "maxItems": 64,
      "items": {
        "pattern": "^(\\*|([a-z][a-z-]{0,62}|\\*):(read|write|\\*))$"
      }
    },
    "expires_in_days": {
      "minimum": 1,
      "maximum": 365,
      "integer": true
    }
  }
} as const
