package io.sluice.objects;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3's and the SDK's errors mean here, in one line each. */
final class S3Errors {
    private static final String NO_BUCKET = "NoSuchBucket";
    private static final int FIRST_REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION = 412;
    private static final int RANGE = 416;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private final S3Settings settings;

    S3Errors(S3Settings settings) {
        this.settings = settings;
    }

    /** @param what the call, for the message */
    Throwable typed(String what, Throwable failure) {
        Throwable cause = unwrapped(failure);
        ObjectStoreFailure typed = switch (cause) {
            case ObjectStoreFailure already -> already;
            case S3Exception answer -> answered(what, answer);
            case ApiCallAttemptTimeoutException late -> late(what);
            case ApiCallTimeoutException late -> late(what);
            case SdkException unsent
            when said(unsent).contains("credentials") ->
                new ObjectStoreRefused("no AWS credentials found for " + settings.place()
                        + ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role");
            case SdkException unsent ->
                new ObjectStoreUnavailable("no answer to " + what + " (" + settings.place() + "): " + said(unsent));
            default -> null;
        };
        if (typed == null) {
            return cause;
        }
        if (typed != cause && typed.getCause() == null) {
            typed.initCause(cause);
        }
        return typed;
    }

    /**
     * A name found taken is an answer and not a failure. So is an upload in parts that is not there any more: an attempt whose
     * answer was lost finished it, as far as one can know.
     */
    static CompletableFuture<Creation> existsIfTaken(CompletableFuture<Creation> creation) {
        return creation.exceptionallyCompose(e -> isTaken(e) || isUploadGone(e)
                ? CompletableFuture.completedFuture(new Creation.Exists())
                : CompletableFuture.failedFuture(e));
    }

    private static boolean isTaken(Throwable failure) {
        return Failures.cause(failure) instanceof S3Exception answer && answer.statusCode() == PRECONDITION;
    }

    static boolean isUploadGone(Throwable failure) {
        return Failures.cause(failure) instanceof S3Exception answer
                && answer.statusCode() == NOT_FOUND
                && !code(answer).equals(NO_BUCKET);
    }

    /** Whether a range was not to be had of an object that is there. */
    static boolean isEmptyObject(Throwable failure) {
        return Failures.cause(failure) instanceof ObjectMissing missing
                && missing.getCause() instanceof S3Exception answer
                && answer.statusCode() == RANGE;
    }

    /**
     * An answer whose body was cut away looks like an empty one.
     *
     * @param always something that is in every whole answer
     */
    static <T> CompletableFuture<T> whole(T answer, @Nullable Object always) {
        return always == null
                ? CompletableFuture.failedFuture(new ObjectStoreUnavailable("S3's answer was cut: " + answer))
                : CompletableFuture.completedFuture(answer);
    }

    /** The SDK wraps our own failures, too, as those of {@link RangeAnswer}. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return cause instanceof SdkException && cause.getCause() instanceof ObjectStoreFailure own ? own : cause;
    }

    private ObjectStoreFailure answered(String what, S3Exception answer) {
        int status = answer.statusCode();
        return switch (code(answer)) {
            case NO_BUCKET ->
                new ObjectStoreRefused("there is no " + settings.place() + ": create it or set another bucket");
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                wrongRegion(answer);
            case "InvalidAccessKeyId", "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                new ObjectStoreRefused("S3 does not know the access key, or it has expired (" + settings.place()
                        + "): set another one");
            case "SignatureDoesNotMatch" ->
                new ObjectStoreRefused(
                        "the secret key does not fit the access key (" + settings.place() + "): set it again");
            case "RequestTimeTooSkewed" ->
                new ObjectStoreRefused("this machine's clock is more than 15 minutes off S3's: set it right");
            // Damaged on the way: what is sent was compared with its hash here.
            case "BadDigest",
                    "XAmzContentSHA256Mismatch",
                    "RequestTimeout",
                    "ConditionalRequestConflict",
                    "OperationAborted",
                    "NoSuchUpload" -> unavailable(what, answer);
            default -> {
                if (status == NOT_FOUND || status == RANGE) {
                    yield new ObjectMissing("there is no " + what);
                } else if (status == FORBIDDEN) {
                    yield new ObjectStoreRefused("S3 does not allow " + what + " (" + settings.place()
                            + "): give the key permission to list, read, write and delete");
                } else if (status >= FIRST_REDIRECT && status < BAD_REQUEST) {
                    yield wrongRegion(answer);
                } else if (status >= SERVER || status == TOO_MANY || status < FIRST_REDIRECT || isCut(answer)) {
                    yield unavailable(what, answer);
                }
                yield new ObjectStoreRefused("S3 refused " + what + " (" + settings.place() + "): " + said(answer));
            }
        };
    }

    /** A bad request is always explained. */
    private static boolean isCut(S3Exception answer) {
        return answer.statusCode() == BAD_REQUEST && code(answer).isEmpty();
    }

    private ObjectStoreFailure wrongRegion(S3Exception answer) {
        Optional<String> region = Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
        return new ObjectStoreRefused(
                "bucket " + settings.bucket() + " is not in region " + settings.region() + ": set "
                        + region.map(other -> "the region to " + other)
                                .orElse("its own region (S3 says: " + said(answer) + ")"));
    }

    private ObjectStoreFailure late(String what) {
        return new ObjectStoreUnavailable("no answer to " + what + " within "
                + settings.deadline().toMillis() + " ms (" + settings.place() + ")");
    }

    private ObjectStoreFailure unavailable(String what, S3Exception answer) {
        return new ObjectStoreUnavailable("S3 failed " + what + " (" + settings.place() + "): " + said(answer));
    }

    private static String code(S3Exception answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static String said(SdkException e) {
        return String.valueOf(e.getMessage()).replace('\n', ' ');
    }
}
