package io.sluice.standalone.conformance;

import static io.sluice.standalone.conformance.Rule.Source.GUIDE;
import static io.sluice.standalone.conformance.Rule.Source.RECORDED;
import static io.sluice.standalone.conformance.Rule.holds;
import static io.sluice.standalone.conformance.Rule.refused;
import static io.sluice.standalone.conformance.Sqs.params;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three batches: what is wrong with the request, and what with an entry. */
final class BatchRules {
    private static final String SEND = "SendMessageBatch";
    private static final String DELETE = "DeleteMessageBatch";
    private static final String CHANGE = "ChangeMessageVisibilityBatch";

    private BatchRules() {}

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(
                holds(
                        SEND,
                        "Entries",
                        RECORDED,
                        "Each entry is answered by itself; no list without an entry in it.",
                        s -> {
                            String url = s.queue("MaximumMessageSize", "1024");
                            Reply reply = s.ok(
                                    SEND,
                                    "QueueUrl",
                                    url,
                                    "Entries",
                                    List.of(
                                            params(
                                                    "Id",
                                                    "good",
                                                    "MessageBody",
                                                    "ok",
                                                    "MessageAttributes",
                                                    params("a", params("DataType", "String", "StringValue", "v"))),
                                            params("Id", "big", "MessageBody", "x".repeat(1_025)),
                                            params("Id", "char", "MessageBody", "\u0001"),
                                            params("Id", "late", "MessageBody", "x", "DelaySeconds", 1800)));
                            assertThat(reply.list("Successful")).hasSize(1);
                            assertThat(reply.list("Successful").getFirst())
                                    .containsOnlyKeys("Id", "MessageId", "MD5OfMessageBody", "MD5OfMessageAttributes")
                                    .containsEntry("Id", "good");
                            assertFailed(
                                    reply,
                                    0,
                                    "big",
                                    "InvalidParameterValue",
                                    "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.");
                            assertFailed(reply, 1, "char", "InvalidMessageContents", "");
                            assertFailed(
                                    reply,
                                    2,
                                    "late",
                                    "InvalidParameterValue",
                                    "Value 1800 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
                            assertThat(s.ok(
                                                    SEND,
                                                    "QueueUrl",
                                                    url,
                                                    "Entries",
                                                    List.of(params("Id", "a", "MessageBody", "x")))
                                            .has("Failed"))
                                    .isFalse();
                            assertThat(s.ok(
                                                    SEND,
                                                    "QueueUrl",
                                                    url,
                                                    "Entries",
                                                    List.of(params("Id", "a", "MessageBody", "\u0001")))
                                            .has("Successful"))
                                    .isFalse();
                        }),
                refused(
                        SEND,
                        "Entries",
                        RECORDED,
                        "More than 1,048,576 bytes together.",
                        Errors.PREFIX + "BatchRequestTooLong",
                        "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
                        s -> s.call(
                                SEND,
                                "QueueUrl",
                                s.queue(),
                                "Entries",
                                List.of(
                                        params(
                                                "Id",
                                                "1",
                                                "MessageBody",
                                                "a".repeat(1_048_576 - 8),
                                                "MessageAttributes",
                                                params("k", params("DataType", "String", "StringValue", "x"))),
                                        params("Id", "2", "MessageBody", "a")))),
                holds(DELETE, "Entries", RECORDED, "Each entry is answered by itself.", s -> {
                    String url = s.queue();
                    s.sendTo(url, "x");
                    Reply reply = s.ok(
                            DELETE,
                            "QueueUrl",
                            url,
                            "Entries",
                            List.of(
                                    params("Id", "real", "ReceiptHandle", s.handle(url)),
                                    params("Id", "none", "ReceiptHandle", "x"),
                                    params("Id", "empty")));
                    assertThat(reply.list("Successful")).isEqualTo(List.of(Map.of("Id", "real")));
                    assertFailed(
                            reply,
                            0,
                            "none",
                            "ReceiptHandleIsInvalid",
                            "The input receipt handle \"x\" is not a valid receipt handle.");
                    assertFailed(
                            reply,
                            1,
                            "empty",
                            "MissingParameter",
                            "The request must contain the parameter ReceiptHandle.");
                }),
                holds(CHANGE, "Entries", RECORDED, "Each entry is answered by itself.", s -> {
                    String url = s.queue();
                    s.sendTo(url, "x");
                    String handle = s.handle(url);
                    Reply reply = s.ok(
                            CHANGE,
                            "QueueUrl",
                            url,
                            "Entries",
                            List.of(
                                    params("Id", "real", "ReceiptHandle", handle, "VisibilityTimeout", 0),
                                    params("Id", "long", "ReceiptHandle", handle, "VisibilityTimeout", 43_201)));
                    assertThat(reply.list("Successful")).isEqualTo(List.of(Map.of("Id", "real")));
                    assertFailed(reply, 0, "long", "InvalidParameterValue", "");
                    s.one(url);
                }),
                holds(
                        CHANGE,
                        "Entries",
                        RECORDED,
                        "A receipt whose lease has ended is a success that changes nothing; one of a deleted message is not.",
                        s -> {
                            String url = s.queue();
                            s.sendTo(url, "x");
                            String deleted = s.handle(url);
                            s.ok("DeleteMessage", "QueueUrl", url, "ReceiptHandle", deleted);
                            s.sendTo(url, "y");
                            String late = s.handle(url, "VisibilityTimeout", 0);
                            Reply reply = s.ok(
                                    CHANGE,
                                    "QueueUrl",
                                    url,
                                    "Entries",
                                    List.of(
                                            params("Id", "late", "ReceiptHandle", late, "VisibilityTimeout", 42),
                                            params("Id", "gone", "ReceiptHandle", deleted, "VisibilityTimeout", 42)));
                            assertThat(reply.list("Successful")).isEqualTo(List.of(Map.of("Id", "late")));
                            assertFailed(reply, 0, "gone", "InvalidParameterValue", "");
                            s.one(url, "WaitTimeSeconds", 0);
                        })));
        for (String action : new String[] {SEND, DELETE, CHANGE}) {
            rules.add(wrong(
                    action,
                    GUIDE,
                    "None.",
                    "EmptyBatchRequest",
                    "There should be at least one " + action + "RequestEntry in the request."));
            rules.add(wrong(
                    action,
                    RECORDED,
                    "Twenty.",
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are 10. You have sent 20.",
                    twenty()));
            rules.add(wrong(
                    action, RECORDED, "The same id twice.", "BatchEntryIdsNotDistinct", "Id a repeated.", "a", "a"));
            for (String id : new String[] {"", "testLongId".repeat(10), "invalid:id"}) {
                rules.add(wrong(
                        action,
                        RECORDED,
                        "The id `" + (id.length() > 80 ? "of 100 characters" : id) + "`.",
                        "InvalidBatchEntryId",
                        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
                        id));
            }
        }
        return rules;
    }

    private static String[] twenty() {
        String[] ids = new String[20];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "id" + i;
        }
        return ids;
    }

    private static Rule wrong(
            String action, Rule.Source source, String says, String code, String message, String... ids) {
        return refused(action, "Entries", source, says, Errors.PREFIX + code, message, s -> {
            List<Map<String, Object>> entries = new ArrayList<>();
            for (String id : ids) {
                entries.add(params("Id", id, "MessageBody", "x", "ReceiptHandle", "x", "VisibilityTimeout", 1));
            }
            return s.call(action, "QueueUrl", s.queue(), "Entries", entries);
        });
    }

    private static void assertFailed(Reply reply, int index, String id, String code, String message) {
        Map<String, Object> failed = reply.list("Failed").get(index);
        assertThat(failed).containsEntry("Id", id).containsEntry("Code", code).containsEntry("SenderFault", "true");
        if (!message.isEmpty()) {
            assertThat(failed).containsEntry("Message", message);
        }
    }
}
