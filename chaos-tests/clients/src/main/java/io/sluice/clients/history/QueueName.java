package io.sluice.clients.history;

/** A queue, by its tenant and name: two tenants may use one name. */
record QueueName(String tenant, String queue) {}
