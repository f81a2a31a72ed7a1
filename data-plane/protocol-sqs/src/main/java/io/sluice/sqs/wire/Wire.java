package io.sluice.sqs.wire;

/** Which of the two protocols a request speaks; its answer speaks the same. */
public enum Wire {
    JSON,
    QUERY;

    /**
     * An empty answer, to be written and ended.
     *
     * @param result whether the action has a result, be it empty
     */
    public Answer answer(String action, boolean result, String requestId) {
        return switch (this) {
            case JSON -> new JsonAnswer();
            case QUERY -> new XmlAnswer(action, result, requestId);
        };
    }

    public ByteText error(SqsError error, String requestId) {
        return switch (this) {
            case JSON -> JsonCodec.error(error);
            case QUERY -> XmlAnswer.error(error, requestId);
        };
    }

    public String contentType() {
        return switch (this) {
            case JSON -> JsonCodec.CONTENT_TYPE;
            case QUERY -> XmlAnswer.CONTENT_TYPE;
        };
    }
}
