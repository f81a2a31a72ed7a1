package io.sluice.cli;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a server. */
final class Remote {
    private static final String LOCAL = "http://127.0.0.1:7400";

    enum Output {
        TEXT,
        JSON
    }

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where the server is. Default: SLUICE_ENDPOINT, else " + LOCAL + ".")
    private @Nullable String endpoint;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default) or json.",
            converter = OutputReader.class)
    private Output output = Output.TEXT;

    Output output() {
        return output;
    }

    SluiceApi api(Environment environment) {
        String chosen =
                endpoint != null ? endpoint : environment.get("SLUICE_ENDPOINT").orElse(LOCAL);
        return new SluiceApi(parse(chosen));
    }

    private static URI parse(String endpoint) {
        try {
            URI uri = URI.create(endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException notAUri) {
            // Said below, in the same words as for a wrong scheme.
        }
        throw new CliFailure("\"" + endpoint + "\" is no endpoint; it looks like " + LOCAL);
    }

    static final class OutputReader implements picocli.CommandLine.ITypeConverter<Output> {
        @Override
        public Output convert(String value) {
            try {
                return Output.valueOf(value.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new picocli.CommandLine.TypeConversionException("'" + value + "' is neither text nor json");
            }
        }
    }
}
