package io.sluice.emulators;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an S3 and does to some requests what networks and overload do. The seed fixes the sequence of faults, not which
 * request meets which. It also counts what the server behind it did: how often each name was taken.
 */
final class FaultyProxy implements AutoCloseable {
    private static final int OF = 1_000;
    private static final long DELAY_MS = 50;

    private final URI target;
    private final RandomGenerator random;
    private final Map<Fault, Integer> rates;
    private final long tooLateMs;
    private final ServerSocket server;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Fault, AtomicInteger> met = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> takers = new ConcurrentHashMap<>();
    private volatile @Nullable Fault always;
    private volatile String alwaysRequests = "";

    /**
     * Listens on a free port.
     *
     * @param rates out of a thousand requests
     * @param tooLateMs longer than anybody waits
     */
    FaultyProxy(URI target, RandomGenerator random, Map<Fault, Integer> rates, long tooLateMs) throws IOException {
        this.target = target;
        this.random = random;
        this.rates = new EnumMap<>(rates);
        this.tooLateMs = tooLateMs;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** From now on this happens to every request that begins so ("PUT", "GET /bucket/"); nothing else any more. */
    void always(Fault fault, String requests) {
        alwaysRequests = requests;
        always = fault;
    }

    /** How often a fault was met. */
    int met(Fault fault) {
        return met.getOrDefault(fault, new AtomicInteger()).get();
    }

    /** By path, who took the name: each request of its own, but an upload in parts once, however often it is completed. */
    Map<String, Set<String>> takers() {
        return takers;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedInputStream in = new BufferedInputStream(client.getInputStream());
            List<String> head = HttpMessage.readHead(in);
            if (!HttpMessage.header(head, "expect", "").isEmpty()) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            }
            HttpMessage request = HttpMessage.read(head, in);
            Fault set = always;
            String what = request.method() + " " + request.target();
            Fault fault = set == null ? draw() : what.startsWith(alwaysRequests) ? set : Fault.NONE;
            switch (fault) {
                case ERROR -> answer(client, error("500 Internal Server Error", "InternalError"));
                case SLOW_DOWN -> answer(client, error("503 Slow Down", "SlowDown"));
                case RESET_BEFORE -> client.setSoLinger(true, 0);
                case RESET_AFTER -> {
                    ask(request);
                    client.setSoLinger(true, 0);
                }
                case CUT -> {
                    byte[] whole = ask(request).bytes();
                    client.getOutputStream().write(whole, 0, whole.length - whole.length / 3);
                }
                case SHORTENED -> answer(client, ask(request).shortened());
                case REFUSED_AFTER -> {
                    ask(request);
                    answer(client, error("403 Forbidden", "AccessDenied"));
                }
                case NOT_FOUND -> answer(client, error("404 Not Found", "NoSuchKey"));
                case DAMAGED -> answer(client, ask(request).damaged());
                case DELAYED -> {
                    Thread.sleep(DELAY_MS);
                    answer(client, ask(request));
                }
                case TOO_LATE -> {
                    HttpMessage answer = ask(request);
                    Thread.sleep(tooLateMs);
                    answer(client, answer);
                }
                case NONE -> answer(client, ask(request));
            }
            met.computeIfAbsent(fault, none -> new AtomicInteger()).incrementAndGet();
        } catch (IOException gone) {
            // A client or a server that goes away is what this is about.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpMessage ask(HttpMessage request) throws IOException {
        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.without("expect")
                    .without("connection")
                    .with("Connection: close")
                    .bytes());
            out.flush();
            HttpMessage answer = HttpMessage.readToEnd(socket.getInputStream());
            if (answer.status() == 200
                    && takesName(request)
                    && !new String(answer.body(), ISO_8859_1).contains("<Error>")) {
                String[] target = request.target().split("\\?", 2);
                String taker = target.length > 1 ? target[1] : "request " + requests.incrementAndGet();
                takers.computeIfAbsent(target[0], none -> ConcurrentHashMap.newKeySet())
                        .add(taker);
            }
            return answer;
        }
    }

    private static boolean takesName(HttpMessage request) {
        boolean ofUpload = request.target().contains("uploadId=");
        return request.method().equals("PUT") ? !ofUpload : request.method().equals("POST") && ofUpload;
    }

    private static void answer(Socket client, HttpMessage answer) throws IOException {
        client.getOutputStream().write(answer.bytes());
    }

    private static HttpMessage error(String status, String code) {
        byte[] body = ("<Error><Code>" + code + "</Code><Message>On purpose</Message></Error>").getBytes(ISO_8859_1);
        return new HttpMessage(
                List.of(
                        "HTTP/1.1 " + status,
                        "Connection: close",
                        "Content-Type: application/xml",
                        "Content-Length: " + body.length),
                body);
    }

    private synchronized Fault draw() {
        int drawn = random.nextInt(OF);
        for (Map.Entry<Fault, Integer> entry : rates.entrySet()) {
            drawn -= entry.getValue();
            if (drawn < 0) {
                return entry.getKey();
            }
        }
        return Fault.NONE;
    }
}
