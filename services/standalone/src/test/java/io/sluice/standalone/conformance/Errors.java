package io.sluice.standalone.conformance;

import java.util.Map;
import java.util.Set;

/** The errors of the service model that are answered with another status than 400. */
final class Errors {
    static final String PREFIX = "AWS.SimpleQueueService.";

    private static final Map<String, Integer> OTHER_STATUS = Map.of(
            PREFIX + "PurgeQueueInProgress",
            403,
            "OverLimit",
            403,
            "RequestThrottled",
            403,
            "AccessDenied",
            403,
            "InvalidClientTokenId",
            403,
            "SignatureDoesNotMatch",
            403,
            "MissingAuthenticationToken",
            403,
            "InvalidAddress",
            404,
            "ReceiptHandleIsInvalid",
            404,
            "ResourceNotFoundException",
            404);

    /** JSON's names of the errors that Query calls something else, without prefixes. */
    private static final Map<String, String> JSON_SHAPES = Map.of(
            "NonExistentQueue", "QueueDoesNotExist",
            "QueueAlreadyExists", "QueueNameExists",
            "InvalidParameterValue", "InvalidParameterValueException",
            "MissingParameter", "MissingRequiredParameterException",
            "MalformedInput", "SerializationException",
            "AccessDenied", "AccessDeniedException",
            "InvalidAction", "UnknownOperationException",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException");

    /** These are of every service, not of this one's model. */
    private static final Set<String> OF_EVERY_SERVICE = Set.of(
            "InvalidParameterValue",
            "MissingParameter",
            "MalformedInput",
            "AccessDenied",
            "InvalidAction",
            "MissingAuthenticationToken");

    private Errors() {}

    static int status(String code) {
        return OTHER_STATUS.getOrDefault(code, 400);
    }

    /** What a JSON answer calls an error that Query calls so. */
    static String jsonType(String code) {
        String bare = code.startsWith(PREFIX) ? code.substring(PREFIX.length()) : code;
        return (OF_EVERY_SERVICE.contains(code) ? "com.amazon.coral.service#" : "com.amazonaws.sqs#")
                + JSON_SHAPES.getOrDefault(bare, bare);
    }
}
