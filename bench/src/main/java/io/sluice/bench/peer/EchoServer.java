package io.sluice.bench.peer;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.Micronaut;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the framework alone costs: a bare Micronaut server that returns what it gets, or keeps it waiting. */
@Controller
public final class EchoServer {
    private static final String SQS_JSON = "application/x-amz-json-1.0";

    private final ConcurrentLinkedQueue<CompletableFuture<byte[]>> parked = new ConcurrentLinkedQueue<>();

    /** The only argument is the port. */
    public static void main(String[] args) {
        ApplicationContext server = Micronaut.build(
                        List.of("-micronaut.server.host=127.0.0.1", "-micronaut.server.port=" + args[0])
                                .toArray(String[]::new))
                .banner(false)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    }

    @Post(consumes = MediaType.ALL, produces = SQS_JSON)
    byte[] echo(@Body byte[] body) {
        return body;
    }

    /** Holds the request until one of them is woken. */
    @Post(uri = "/park", consumes = MediaType.ALL, produces = SQS_JSON)
    CompletionStage<byte[]> park(@Body byte[] body) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        parked.add(answer);
        return answer;
    }

    /** Answers the request that waits longest. */
    @Post(uri = "/wake", consumes = MediaType.ALL, produces = SQS_JSON)
    byte[] wake(@Body byte[] body) {
        CompletableFuture<byte[]> first = parked.poll();
        if (first != null) {
            first.complete(body);
        }
        return body;
    }
}
