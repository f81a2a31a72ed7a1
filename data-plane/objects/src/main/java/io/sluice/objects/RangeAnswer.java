package io.sluice.objects;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Takes exactly the bytes that were asked for, and fails on any other range, on fewer bytes and on more. */
final class RangeAnswer implements AsyncResponseTransformer<GetObjectResponse, RangeAnswer.Range> {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final String name;
    private final long position;
    private final ByteBuffer bytes;
    private final CompletableFuture<Range> result = new CompletableFuture<>();
    private long size;
    private Map<String, String> metadata = Map.of();

    /**
     * Bytes of an object, and what was told about it.
     *
     * @param size of the whole object, in bytes
     */
    record Range(ByteBuffer bytes, long size, Map<String, String> metadata) {}

    RangeAnswer(String name, long position, int length) {
        this.name = name;
        this.position = position;
        this.bytes = ByteBuffer.allocate(length);
    }

    @Override
    public CompletableFuture<Range> prepare() {
        return result;
    }

    @Override
    public void onResponse(GetObjectResponse response) {
        Matcher range = RANGE.matcher(String.valueOf(response.contentRange()));
        long last = position + bytes.capacity() - 1;
        if (!range.matches() || Long.parseLong(range.group(1)) != position) {
            fail("was given another range: " + response.contentRange());
        } else if (Long.parseLong(range.group(3)) <= last) {
            result.completeExceptionally(new ObjectMissing(name + " has " + range.group(3) + " bytes"));
        } else if (Long.parseLong(range.group(2)) != last) {
            fail("was given a shorter range: " + response.contentRange());
        } else {
            size = Long.parseLong(range.group(3));
            metadata = response.metadata();
        }
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> publisher) {
        publisher.subscribe(new Receiving());
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        result.completeExceptionally(error);
    }

    private void fail(String why) {
        result.completeExceptionally(new ObjectStoreUnavailable("the read of " + name + " " + why));
    }

    /** Takes in the body. */
    private final class Receiving implements Subscriber<ByteBuffer> {
        private @Nullable Subscription subscription;

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            if (result.isDone()) {
                given.cancel();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(ByteBuffer part) {
            if (part.remaining() <= bytes.remaining()) {
                bytes.put(part);
                return;
            }
            fail("was given more bytes than it asked for");
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable error) {
            result.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            if (bytes.hasRemaining()) {
                fail("was cut after " + bytes.position() + " of " + bytes.capacity() + " bytes");
            } else {
                result.complete(new Range(bytes.flip(), size, metadata));
            }
        }
    }
}
