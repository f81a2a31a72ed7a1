package io.sluice.clients.polyglot;

import io.sluice.harness.server.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a client's program is started.
 *
 * @param environment beyond what an account's user has set
 */
public record ClientCommand(List<String> words, Map<String, String> environment) {
    ClientCommand with(String... more) {
        return new ClientCommand(Stream.concat(words.stream(), Stream.of(more)).toList(), environment);
    }

    /** The same for a user of that account. */
    ClientCommand as(Account account) {
        Map<String, String> all = new HashMap<>(account.environment());
        all.putAll(environment);
        return new ClientCommand(words, all);
    }

    ClientCommand setting(String name, Object value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value.toString());
        return new ClientCommand(words, all);
    }
}
