package io.sluice.rest;

import io.sluice.api.LargeMessages;
import io.sluice.api.Leases;
import io.sluice.api.Messaging;
import io.sluice.api.Peeking;
import io.sluice.api.Redrives;
import io.sluice.api.Schedules;

/** What requests are made of. */
public record RestPorts(
        Messaging messaging,
        LargeMessages large,
        Peeking peeking,
        Schedules schedules,
        Leases leases,
        Redrives redrives) {}
