package io.sluice.standalone;

import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that queues may name in {@code KmsMasterKeyId}, as an operator lists them in a file: a line a key, first its id,
 * then its aliases ({@code alias/…}), at the end {@code disabled} if it is; {@code #} begins a comment. A key decides who may
 * use the queue, not what its messages are sealed under: that is the tenant's data key. {@code alias/aws/sqs} is always there.
 */
final class KeyRing {
    static final String SETTING = "KmsMasterKeyId";
    static final int MAX_FILE_BYTES = 1 << 20;

    private static final String OWN = "alias/aws/sqs";
    private static final String ARN = "arn:aws:kms:";
    private static final int RESOURCE = 5;
    private static final String DISABLED = "disabled";
    private static final Optional<Rejection> NO_SUCH_KEY =
            Optional.of(new Rejection.Locked(Rejection.Locked.Why.NO_SUCH_KEY));
    private static final Optional<Rejection> KEY_DISABLED =
            Optional.of(new Rejection.Locked(Rejection.Locked.Why.KEY_DISABLED));

    private final @Nullable Path file;
    /** Whether it is enabled, by id and by alias. */
    private volatile Map<String, Boolean> keys = Map.of();

    private FileTime read = FileTime.fromMillis(0);

    /** The file cannot be read, or says something else than keys; the message is one line that says what to do. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1;

        private Unusable(String message, @Nullable IOException cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the file.
     *
     * @param file null: there is none, and no key but the service's own
     */
    KeyRing(@Nullable Path file) throws Unusable {
        this.file = file;
        look();
    }

    /** Reads the file again if it was changed; what it said before holds on when it cannot be read. For one thread. */
    void look() throws Unusable {
        if (file == null) {
            return;
        }
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!changed.equals(read)) {
                keys = parsed(file, lines(file));
                read = changed;
            }
        } catch (Unusable said) {
            throw said;
        } catch (IOException unreadable) {
            throw new Unusable(
                    "the key ring " + file + " " + why(unreadable) + ": --key-ring names a file that can be read",
                    unreadable);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Unusable("the key ring " + file + " is a directory: --key-ring names a file", null);
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new Unusable(
                    "the key ring " + file + " is larger than " + MAX_FILE_BYTES
                            + " bytes: take keys out that no queue names",
                    null);
        }
        return Files.readAllLines(file);
    }

    private static String why(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException gone -> "does not exist";
            case AccessDeniedException denied -> "may not be read by this user";
            case CharacterCodingException other -> "is not UTF-8";
            default -> "cannot be read (" + unreadable.getMessage() + ")";
        };
    }

    /** Why the topic cannot be sent to or received from; empty if it can. From any thread. */
    Optional<Rejection> refusal(Topic topic) {
        String named = topic.config().settings().getOrDefault(SETTING, "");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String key = named.startsWith(ARN) ? resource(named) : named;
        if (key.equals(OWN)) {
            return Optional.empty();
        }
        Boolean enabled = keys.get(key);
        return enabled == null ? NO_SUCH_KEY : enabled ? Optional.empty() : KEY_DISABLED;
    }

    /** Likewise of two, of which the second may be none. */
    Optional<Rejection> refusal(Topic one, @Nullable Topic other) {
        Optional<Rejection> no = refusal(one);
        return no.isPresent() || other == null ? no : refusal(other);
    }

    /** Why a message move task that takes from the topic, or sends to it, fails; empty if it does not. From any thread. */
    Optional<MoveTask.Failure> failure(Topic topic) {
        return refusal(topic)
                .map(no ->
                        KEY_DISABLED.get().equals(no) ? MoveTask.Failure.KEY_DISABLED : MoveTask.Failure.NO_SUCH_KEY);
    }

    private static String resource(String arn) {
        String[] parts = arn.split(":", RESOURCE + 1);
        String resource = parts.length > RESOURCE ? parts[RESOURCE] : "";
        return resource.startsWith("key/") ? resource.substring("key/".length()) : resource;
    }

    private static Map<String, Boolean> parsed(Path file, List<String> lines) throws Unusable {
        Map<String, Boolean> found = new HashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            String said = (line.contains("#") ? line.substring(0, line.indexOf('#')) : line).strip();
            if (said.isEmpty()) {
                continue;
            }
            List<String> words = List.of(said.split("\\s+"));
            boolean disabled = words.getLast().equals(DISABLED);
            List<String> names = disabled ? words.subList(0, words.size() - 1) : words;
            for (int i = 0; i < names.size(); i++) {
                boolean fits =
                        i == 0 ? !names.get(i).contains("/") : names.get(i).startsWith("alias/");
                if (!fits || found.put(names.get(i), !disabled) != null) {
                    throw new Unusable(
                            "line " + number + " of the key ring " + file
                                    + " is not a new key's id, its aliases (alias/NAME), and 'disabled' if it is",
                            null);
                }
            }
            if (names.isEmpty()) {
                throw new Unusable("line " + number + " of the key ring " + file + " names no key", null);
            }
        }
        return Map.copyOf(found);
    }
}
