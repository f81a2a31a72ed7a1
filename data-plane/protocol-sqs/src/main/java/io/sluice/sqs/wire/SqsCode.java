package io.sluice.sqs.wire;

/**
 * Every error that goes over the wire: its code in Query (which JSON answers carry too, in a header), its type in JSON,
 * and its HTTP status. Names, codes and statuses are those of the public service model.
 */
public enum SqsCode {
    BATCH_ENTRY_IDS_NOT_DISTINCT(
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", sqs("BatchEntryIdsNotDistinct"), 400),
    BATCH_REQUEST_TOO_LONG("AWS.SimpleQueueService.BatchRequestTooLong", sqs("BatchRequestTooLong"), 400),
    EMPTY_BATCH_REQUEST("AWS.SimpleQueueService.EmptyBatchRequest", sqs("EmptyBatchRequest"), 400),
    INVALID_BATCH_ENTRY_ID("AWS.SimpleQueueService.InvalidBatchEntryId", sqs("InvalidBatchEntryId"), 400),
    TOO_MANY_ENTRIES("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", sqs("TooManyEntriesInBatchRequest"), 400),
    MESSAGE_NOT_INFLIGHT("AWS.SimpleQueueService.MessageNotInflight", sqs("MessageNotInflight"), 400),
    QUEUE_DELETED_RECENTLY("AWS.SimpleQueueService.QueueDeletedRecently", sqs("QueueDeletedRecently"), 400),
    UNSUPPORTED_OPERATION("AWS.SimpleQueueService.UnsupportedOperation", sqs("UnsupportedOperation"), 400),
    QUEUE_DOES_NOT_EXIST("AWS.SimpleQueueService.NonExistentQueue", sqs("QueueDoesNotExist"), 400),
    QUEUE_NAME_EXISTS("QueueAlreadyExists", sqs("QueueNameExists"), 400),
    PURGE_QUEUE_IN_PROGRESS("AWS.SimpleQueueService.PurgeQueueInProgress", sqs("PurgeQueueInProgress"), 403),
    OVER_LIMIT("OverLimit", sqs("OverLimit"), 403),
    REQUEST_THROTTLED("RequestThrottled", sqs("RequestThrottled"), 403),
    INVALID_ADDRESS("InvalidAddress", sqs("InvalidAddress"), 404),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", sqs("ResourceNotFoundException"), 404),
    RECEIPT_HANDLE_IS_INVALID("ReceiptHandleIsInvalid", sqs("ReceiptHandleIsInvalid"), 404),
    INVALID_ATTRIBUTE_NAME("InvalidAttributeName", sqs("InvalidAttributeName"), 400),
    INVALID_ATTRIBUTE_VALUE("InvalidAttributeValue", sqs("InvalidAttributeValue"), 400),
    INVALID_MESSAGE_CONTENTS("InvalidMessageContents", sqs("InvalidMessageContents"), 400),
    KMS_NOT_FOUND("KMS.NotFoundException", sqs("KmsNotFound"), 400),
    KMS_DISABLED("KMS.DisabledException", sqs("KmsDisabled"), 400),
    KMS_INVALID_STATE("KMS.InvalidStateException", sqs("KmsInvalidState"), 400),

    INVALID_PARAMETER_VALUE("InvalidParameterValue", coral("InvalidParameterValueException"), 400),
    MISSING_PARAMETER("MissingParameter", coral("MissingRequiredParameterException"), 400),
    MALFORMED_INPUT("MalformedInput", coral("SerializationException"), 400),
    MISSING_ACTION("MissingAction", coral("MissingActionException"), 400),
    UNKNOWN_OPERATION("UnknownOperationException", coral("UnknownOperationException"), 404),
    INVALID_ACTION("InvalidAction", coral("UnknownOperationException"), 400),
    REQUEST_TOO_LARGE("RequestEntityTooLarge", coral("RequestEntityTooLargeException"), 413),
    REQUEST_TIMEOUT("RequestTimeout", coral("RequestTimeoutException"), 408),

    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", coral("MissingAuthenticationTokenException"), 403),
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", coral("UnrecognizedClientException"), 403),
    INCOMPLETE_SIGNATURE("IncompleteSignature", coral("IncompleteSignatureException"), 400),
    REQUEST_EXPIRED("RequestExpired", coral("RequestExpired"), 400),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", coral("InvalidSignatureException"), 403),
    ACCESS_DENIED("AccessDenied", coral("AccessDeniedException"), 403),

    SERVICE_UNAVAILABLE("ServiceUnavailable", coral("ServiceUnavailableException"), 503),
    INTERNAL_FAILURE("InternalFailure", coral("InternalFailure"), 500);

    private final String queryCode;
    private final String jsonType;
    private final int status;

    SqsCode(String queryCode, String jsonType, int status) {
        this.queryCode = queryCode;
        this.jsonType = jsonType;
        this.status = status;
    }

    public String queryCode() {
        return queryCode;
    }

    public String jsonType() {
        return jsonType;
    }

    public int status() {
        return status;
    }

    public boolean senderFault() {
        return status < 500;
    }

    /** Whose fault it is, in the wire's words. */
    public String fault() {
        return senderFault() ? "Sender" : "Receiver";
    }

    private static String sqs(String shape) {
        return "com.amazonaws.sqs#" + shape;
    }

    private static String coral(String shape) {
        return "com.amazon.coral.service#" + shape;
    }
}
