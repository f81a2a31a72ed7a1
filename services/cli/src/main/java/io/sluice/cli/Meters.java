package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/** What was measured, tiers only per tenant; the wire has each value as a decimal string, since a month of bytes × ms overflows a long. */
record Meters(
        BigInteger connectionMillis,
        BigInteger ingressBytes,
        BigInteger egressBytes,
        BigInteger operationsIn,
        BigInteger operationsOut,
        BigInteger storageByteMillis,
        BigInteger diskByteMillis,
        BigInteger objectByteMillis) {

    static Meters fromWire(JsonNode fields) {
        if (!fields.isObject()) {
            throw new CliFailure("the server's reply has no meters; is it a Sluice of this version?");
        }
        return new Meters(
                value(fields, "conn_ms"),
                value(fields, "ingress_bytes"),
                value(fields, "egress_bytes"),
                value(fields, "ops_in"),
                value(fields, "ops_out"),
                value(fields, "storage_byte_ms"),
                value(fields, "disk_byte_ms"),
                value(fields, "object_byte_ms"));
    }

    private static BigInteger value(JsonNode fields, String name) {
        String value = fields.path(name).asText("0");
        try {
            return new BigInteger(value);
        } catch (NumberFormatException wrong) {
            throw new CliFailure("the server's meter " + name + " is no whole number: " + value, wrong);
        }
    }
}
