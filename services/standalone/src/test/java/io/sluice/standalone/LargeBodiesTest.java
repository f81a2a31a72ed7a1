package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large bodies over REST, at the service in a process of its own, whose heap is smaller than two of them. */
class LargeBodiesTest {
    private static final int LARGEST = 64 << 20;
    private static final String HEAP = "-Xmx128m";
    /** Longer than what every other request may take to arrive. */
    private static final int SLOW_SECONDS = 34;

    @TempDir
    Path home;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void theLargestBodyComesBackAsItWasSent() throws Exception {
        Path file = file(LARGEST);
        String sha256 = digest("SHA-256", file);
        String md5 = digest("MD5", file);
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            createLarge(customer, "films");
            for (int round = 0; round < 4; round++) {
                HttpResponse<String> sent = send(request(child, customer, "films/messages")
                        .header("Content-Type", "video/mp4")
                        .POST(BodyPublishers.ofFile(file)));

                assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
                assertThat(Customer.field(sent.body(), "sha256")).isEqualTo(sha256);
                assertThat(Customer.field(sent.body(), "md5")).isEqualTo(md5);
                assertThat(sent.body()).contains("\"bytes\":" + LARGEST);

                String received = send(post(child, customer, "films/receive?wait=5&visibility=60"))
                        .body();
                assertThat(Customer.field(received, "messageId")).isEqualTo(Customer.field(sent.body(), "messageId"));
                assertThat(received).contains("\"value\":\"video/mp4\"", "\"receives\":1", "\"bytes\":" + LARGEST);
                String receipt = Customer.field(received, "receipt");
                HttpResponse<InputStream> body = http.send(
                        request(child, customer, "films/messages/" + receipt + "/body")
                                .build(),
                        BodyHandlers.ofInputStream());
                try (InputStream in = body.body()) {
                    assertThat(digest("SHA-256", in)).isEqualTo(sha256);
                }
                assertRanges(child, customer, receipt, file);
                HttpResponse<String> deleted = send(
                        request(child, customer, "films/messages/" + receipt).DELETE());
                assertThat(deleted.statusCode()).isEqualTo(204);
                HttpResponse<String> gone = send(request(child, customer, "films/messages/" + receipt + "/body"));
                assertThat(gone.statusCode()).isEqualTo(409);
            }
            assertThat(send(post(child, customer, "films/receive")).statusCode())
                    .isEqualTo(204);
            // Four bodies, each with its Content-Type; the ranges are part of the delivery.
            assertThat(Customer.field(customer.client().get("/v1/usage"), "ingress_bytes"))
                    .isEqualTo(Long.toString(4L * (LARGEST + 27)));
            assertThat(Customer.field(customer.client().get("/v1/usage"), "egress_bytes"))
                    .isEqualTo(Long.toString(4L * (LARGEST + 27)));
            assertThat(child.err()).isEmpty();
        }
    }

    private void assertRanges(Child child, Customer customer, String receipt, Path file) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        String address = "films/messages/" + receipt + "/body";
        HttpResponse<byte[]> middle = http.send(
                request(child, customer, address)
                        .header("Range", "bytes=300000-900000")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 300000-900000/" + LARGEST);
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(whole, 300_000, 900_001));
        HttpResponse<byte[]> otherwise = http.send(
                request(child, customer, address)
                        .header("Range", "bytes=-5")
                        .header("If-Range", "\"x\"")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(otherwise.statusCode()).as("of a body that may be another").isEqualTo(200);
        HttpResponse<byte[]> tail = http.send(
                request(child, customer, address).header("Range", "bytes=-5").build(), BodyHandlers.ofByteArray());
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(whole, LARGEST - 5, LARGEST));
        HttpResponse<String> behind = send(request(child, customer, address).header("Range", "bytes=" + LARGEST + "-"));
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.body()).contains("the body has " + LARGEST + " bytes");
    }

    @Test
    void curlSendsAndReadsAFile() throws Exception {
        Path file = file(5 << 20);
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            createLarge(customer, "films");
            String address = "http://127.0.0.1:" + child.port();

            String sent = curl(customer, "--data-binary", "@" + file, address + "/v1/queues/films/messages");
            String received = curl(customer, "-X", "POST", address + "/v1/queues/films/receive?wait=2");
            Path back = home.resolve("back");
            curl(customer, "-o", back.toString(), address + Customer.field(received, "bodyPath"));

            assertThat(Customer.field(sent, "sha256")).isEqualTo(digest("SHA-256", file));
            assertThat(digest("SHA-256", back)).isEqualTo(digest("SHA-256", file));
        }
    }

    @Test
    void aConsumerOfSqsGetsTheAddressOfALargeBodyAndTheQueueGoesOn() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            String queue = createLarge(customer, "films");
            HttpResponse<String> sent = send(
                    request(child, customer, "films/messages").POST(BodyPublishers.ofByteArray(new byte[2 << 20])));
            assertThat(sent.statusCode()).isEqualTo(201);
            customer.send(queue, "small");

            String received = customer.receive(queue, 2);
            for (int i = 0; i < 20 && !received.contains("small"); i++) {
                received += customer.receive(queue, 1);
            }

            assertThat(received).contains("largeBody", "small", "" + (2 << 20));
            Matcher path = Pattern.compile("/v1/queues/films/messages/[^\"?\\\\]+/body\\?owner=[0-9]+")
                    .matcher(received);
            assertThat(path.find()).isTrue();
            HttpResponse<byte[]> body =
                    http.send(authorized(child, customer, path.group()).build(), BodyHandlers.ofByteArray());
            assertThat(body.body()).isEqualTo(new byte[2 << 20]);
            for (Matcher receipts =
                            Pattern.compile("\"ReceiptHandle\":\"([^\"]+)\"").matcher(received);
                    receipts.find(); ) {
                customer.client()
                        .json("DeleteMessage", "{" + queue + ",\"ReceiptHandle\":\"" + receipts.group(1) + "\"}");
            }
            assertThat(customer.client().get("/metrics")).contains("sluice_unacked_bytes{shard=\"0\"} 0\n");
        }
    }

    @Test
    void smallBodiesComeAlongAndAreMessagesOfSqs() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("notes");
            assertThat(send(request(child, customer, "notes/messages?delay=0")
                                    .POST(BodyPublishers.ofString("grüß Gott")))
                            .statusCode())
                    .isEqualTo(201);
            String received = send(post(child, customer, "notes/receive?wait=2&visibility=0"))
                    .body();
            assertThat(Customer.field(received, "body")).isEqualTo("grüß Gott");
            assertThat(customer.receive(queue, 2)).contains("grüß Gott");
            customer.client().json("PurgeQueue", "{" + queue + "}");
            send(request(child, customer, "notes/messages").POST(BodyPublishers.ofByteArray(new byte[] {(byte) 0xff})));
            assertThat(Customer.field(
                            send(post(child, customer, "notes/receive?wait=2")).body(), "bodyBase64"))
                    .isEqualTo("/w==");
        }
    }

    @Test
    void killNineWhileABodyComesLeavesNothingOfIt() throws Exception {
        Customer customer;
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            customer = new Customer(child.port());
            createLarge(customer, "films");
            try (Socket half = half(child, customer, LARGEST, 20 << 20)) {
                assertThat(half.isConnected()).isTrue();
                child.kill();
            }
        }
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer again = new Customer(customer, child.port());
            assertThat(send(post(child, again, "films/receive?wait=1")).statusCode())
                    .isEqualTo(204);
            HttpResponse<String> sent =
                    send(request(child, again, "films/messages").POST(BodyPublishers.ofByteArray(new byte[3 << 20])));
            assertThat(sent.statusCode()).isEqualTo(201);
            assertThat(send(post(child, again, "films/receive?wait=1")).body()).contains("\"bytes\":" + (3 << 20));
        }
    }

    @Test
    void aStalledBodyIsGivenUpAndASlowOneIsNot() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            createLarge(customer, "films");
            try (Socket stalled = half(child, customer, LARGEST, 300_000);
                    Socket slow = half(child, customer, 1 << 20, 0)) {
                byte[] part = new byte[(1 << 20) / SLOW_SECONDS + 1];
                int left = 1 << 20;
                while (left > 0) {
                    int count = Math.min(left, part.length);
                    slow.getOutputStream().write(part, 0, count);
                    left -= count;
                    Thread.sleep(1_000);
                }
                assertThat(firstLine(slow)).contains("201");
                assertThat(firstLine(stalled)).contains("408");
            }
            assertThat(Customer.field(customer.client().get("/v1/usage"), "ingress_bytes"))
                    .isEqualTo(Long.toString(1 << 20));
        }
    }

    @Test
    void badRequestsAreToldWhatIsWrong() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            Customer stranger = new Customer(child.port());
            createLarge(customer, "films");
            customer.createQueue("notes");
            byte[] two = new byte[2 << 20];

            refused(
                    request(child, customer, "none/messages").POST(BodyPublishers.ofByteArray(two)),
                    404,
                    "no such queue");
            refused(
                    request(child, stranger, "films/messages?owner=" + customer.tenant())
                            .POST(BodyPublishers.ofByteArray(two)),
                    404,
                    "no such queue");
            refused(
                    request(child, customer, "notes/messages").POST(BodyPublishers.ofByteArray(two)),
                    413,
                    "up to 1048576 bytes");
            refused(
                    request(child, customer, "films/messages").POST(BodyPublishers.ofByteArray(new byte[LARGEST + 1])),
                    413,
                    "up to 67109888 bytes");
            refused(request(child, customer, "films/messages").POST(BodyPublishers.noBody()), 400, "at least one byte");
            refused(
                    request(child, customer, "films/messages")
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(two))),
                    411,
                    "Content-Length");
            refused(
                    request(child, customer, "films/messages?delay=315619201").POST(BodyPublishers.ofString("x")),
                    400,
                    "0 to 315619200 seconds");
            refused(post(child, customer, "films/receive?wait=21"), 400, "0 to 20 seconds");
            refused(post(child, customer, "films/receive?patience=2"), 400, "'patience' is not one");
            refused(request(child, customer, "films/receive"), 405, "takes POST");
            refused(request(child, customer, "films/messages/nonsense/body"), 400, "not one of this queue's");
            refused(request(child, customer, "films/messages/nonsense").DELETE(), 400, "not one of this queue's");
            refused(request(child, customer, "films/other"), 404, "nothing at this address");
            HttpRequest.Builder nobody = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + child.port() + "/v1/queues/films/messages"))
                    .POST(BodyPublishers.ofByteArray(two));
            refused(nobody, 401, "access key");
            assertThat(Customer.field(customer.client().get("/v1/usage"), "ops_in"))
                    .isEqualTo("0");
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void anotherMethodIsToldWhichOnesThereAre() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            customer.createQueue("notes");
            for (String[] expected : new String[][] {
                {"GET", "notes/receive", "POST"},
                {"HEAD", "notes/receive", "POST"},
                {"PUT", "notes", "GET, HEAD"},
                {"OPTIONS", "notes/messages", "POST, GET, HEAD"},
                {"POST", "notes/messages/0", "GET, HEAD, DELETE"}
            }) {
                HttpResponse<String> refused =
                        send(request(child, customer, expected[1]).method(expected[0], BodyPublishers.noBody()));
                assertThat(refused.statusCode()).as(String.join(" ", expected)).isEqualTo(405);
                assertThat(refused.headers().firstValue("Allow")).contains(expected[2]);
                assertThat(refused.headers().firstValue("x-sluice-effect")).contains("none");
            }
            HttpResponse<String> other =
                    send(authorized(child, customer, "/v1/usage").DELETE());
            assertThat(other.statusCode()).isEqualTo(405);
            assertThat(other.headers().firstValue("Allow").orElse("")).contains("GET");
            assertThat(other.headers().firstValue("x-sluice-effect")).contains("none");
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutTheBody() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            createLarge(customer, "films");
            send(request(child, customer, "films/messages").POST(BodyPublishers.ofByteArray(new byte[2 << 20])));
            String receipt = Customer.field(
                    send(post(child, customer, "films/receive?wait=5")).body(), "receipt");
            List<String> addresses =
                    List.of("films", "films/messages", "films/messages/0", "films/messages/" + receipt + "/body");
            for (String address : addresses) {
                int length = send(request(child, customer, address)).body().length();
                String answer = head(child, customer, address);
                assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
                assertThat(answer.indexOf("\r\n\r\n")).isEqualTo(answer.length() - 4);
                if (address.startsWith("films/")) { // the queue's own has times, of which the length may change
                    assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-length: " + length + "\r\n");
                }
            }
            assertThat(send(request(child, customer, "films/messages/9").method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(child.err()).isEmpty();
        }
    }

    /** All that is answered, to the last byte. */
    private static String head(Child child, Customer customer, String path) throws Exception {
        String request = "HEAD /v1/queues/" + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic(customer)
                + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), child.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void tooManyBodiesAtOnceAreSentAway() throws Exception {
        try (Child child = Child.withHeap(HEAP, home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            createLarge(customer, "films");
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 70; i++) {
                    open.add(half(child, customer, LARGEST, 1));
                }
                HttpResponse<String> refused = send(
                        request(child, customer, "films/messages").POST(BodyPublishers.ofByteArray(new byte[2 << 20])));
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
            int status = 429;
            for (int i = 0; i < 50 && status == 429; i++) {
                Thread.sleep(100);
                status = send(request(child, customer, "films/messages")
                                .POST(BodyPublishers.ofByteArray(new byte[2 << 20])))
                        .statusCode();
            }
            assertThat(status).isEqualTo(201);
        }
    }

    private void refused(HttpRequest.Builder request, int status, String because) throws Exception {
        HttpResponse<String> response = send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(because, "\"status\":" + status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("x-sluice-effect")).contains("none");
    }

    private static String createLarge(Customer customer, String name) throws IOException {
        String queue = customer.createQueue(name);
        customer.client()
                .json(
                        "SetQueueAttributes",
                        "{" + queue + ",\"Attributes\":{\"SluiceMaximumMessageSize\":\"67109888\"}}");
        return queue;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder post(Child child, Customer customer, String path) throws InterruptedException {
        return request(child, customer, path).POST(BodyPublishers.noBody());
    }

    private static HttpRequest.Builder request(Child child, Customer customer, String path)
            throws InterruptedException {
        return authorized(child, customer, "/v1/queues/" + path);
    }

    private static HttpRequest.Builder authorized(Child child, Customer customer, String path)
            throws InterruptedException {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + child.port() + path))
                .header("Authorization", basic(customer));
    }

    private static String basic(Customer customer) {
        return "Basic " + Base64.getEncoder().encodeToString(customer.key().getBytes(StandardCharsets.UTF_8));
    }

    /** A request of which only the beginning of the body has been written. */
    private static Socket half(Child child, Customer customer, int announced, int come) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), child.port());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/queues/films/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + basic(customer)
                        + "\r\nContent-Length: " + announced + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[come]);
        out.flush();
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private String curl(Customer customer, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "-u", customer.key()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "curl", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(out);
    }

    private Path file(int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(home.resolve("body"), content);
    }

    private static String digest(String algorithm, Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return digest(algorithm, in);
        }
    }

    private static String digest(String algorithm, InputStream in) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        byte[] part = new byte[64 << 10];
        for (int count = in.read(part); count >= 0; count = in.read(part)) {
            digest.update(part, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
