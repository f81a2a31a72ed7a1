package io.sluice.sqs.operation;

import io.sluice.model.Rejection;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A batch's entries: what is wrong with one entry is that entry's error, what is wrong with the batch is the request's. So
 * is a value of the wrong type, wherever it is: the protocol could not read the request.
 *
 * @param good the ids of the entries that go on, in order
 * @param asked what each of them asks for
 * @param bad the others
 */
record Batch<T>(List<String> good, List<T> asked, List<Failure> bad) {
    private static final int MAX_ENTRIES = 10;

    record Failure(String id, SqsError error) {}

    /** @param entryName what one entry is called in messages */
    static <T> Batch<T> read(Param.Fields params, String entryName, Function<Param.Fields, T> reader) {
        List<Param> entries = params.items("Entries");
        if (entries.isEmpty()) {
            throw new SqsError(
                            SqsCode.EMPTY_BATCH_REQUEST,
                            "There should be at least one " + entryName + " in the request.")
                    .refusal();
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new SqsError(
                            SqsCode.TOO_MANY_ENTRIES,
                            "Maximum number of entries per request are " + MAX_ENTRIES + ". You have sent "
                                    + entries.size() + ".")
                    .refusal();
        }
        List<String> ids = ids(entries, entryName);
        Batch<T> batch = new Batch<>(new ArrayList<>(ids.size()), new ArrayList<>(ids.size()), new ArrayList<>(0));
        for (int i = 0; i < ids.size(); i++) {
            try {
                batch.asked.add(reader.apply(Param.asFields(entryName, entries.get(i))));
                batch.good.add(ids.get(i));
            } catch (SqsError.Refusal refusal) {
                if (refusal.error().code() == SqsCode.MALFORMED_INPUT) {
                    throw refusal;
                }
                batch.bad.add(new Failure(ids.get(i), refusal.error()));
            }
        }
        return batch;
    }

    private static List<String> ids(List<Param> entries, String entryName) {
        List<String> ids = new ArrayList<>(entries.size());
        Set<String> distinct = new HashSet<>();
        for (Param entry : entries) {
            String id = Param.asFields(entryName, entry).text("Id");
            if (id == null) {
                throw Param.missing("Id");
            }
            if (!QueueName.isValid(id)) {
                throw new SqsError(
                                SqsCode.INVALID_BATCH_ENTRY_ID,
                                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It"
                                        + " can be at most " + QueueName.MAX_CHARS + " letters long.")
                        .refusal();
            }
            if (!distinct.add(id)) {
                throw new SqsError(SqsCode.BATCH_ENTRY_IDS_NOT_DISTINCT, "Id " + id + " repeated.").refusal();
            }
            ids.add(id);
        }
        return ids;
    }

    /**
     * Writes the answer of a batch whose entries succeed or fail one by one.
     *
     * @param words what an entry's client is told of a refusal
     */
    void write(
            Answer answer,
            String resultName,
            List<Optional<Rejection>> fates,
            BiFunction<T, Rejection, SqsError> words) {
        List<Failure> failures = new ArrayList<>(bad);
        List<String> successful = new ArrayList<>(good.size());
        for (int i = 0; i < good.size(); i++) {
            if (fates.get(i).isPresent()) {
                failures.add(new Failure(
                        good.get(i), words.apply(asked.get(i), fates.get(i).get())));
            } else {
                successful.add(good.get(i));
            }
        }
        if (!successful.isEmpty()) {
            answer.list("Successful", resultName);
            for (String id : successful) {
                answer.item();
                answer.text("Id", id);
                answer.endItem();
            }
            answer.endList();
        }
        writeFailed(answer, failures);
    }

    static void writeFailed(Answer answer, List<Failure> failures) {
        if (failures.isEmpty()) {
            return;
        }
        answer.list("Failed", "BatchResultErrorEntry");
        for (Failure failure : failures) {
            answer.item();
            answer.text("Id", failure.id());
            answer.text("Code", failure.error().code().queryCode());
            answer.text("Message", failure.error().message());
            answer.flag("SenderFault", failure.error().code().senderFault());
            answer.endItem();
        }
        answer.endList();
    }
}
