package io.mcpidentity.client.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * An https server on loopback that answers byte by byte what a test wants, with a certificate for {@code localhost},
 * {@code client.test} and 127.0.0.1 that is made for the occasion.
 */
final class TlsPeer implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile Answer answer = out -> {};

    private TlsPeer(SSLServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of an address. */
    static TlsPeer start(SSLContext identity, String address) {
        try {
            TlsPeer peer = new TlsPeer((SSLServerSocket)
                    identity.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName(address)));
            run(peer::accept);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key and its certificate, which is also the only one that is trusted. */
    static SSLContext identity(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve("key.p12");
        List<String> options = List.of(("-genkeypair -alias peer -keyalg EC -groupname secp256r1 -dname CN=localhost"
                        + " -validity 2 -ext san=dns:localhost,dns:client.test,ip:127.0.0.1 -storetype PKCS12"
                        + " -storepass changeit -keystore " + store.toAbsolutePath())
                .split(" "));
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(keytool.toString()), options.stream())
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(Files.readString(directory.resolve("keytool.log")));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("peer", keys.getCertificate("peer"));
        KeyManagerFactory key = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        key.init(keys, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String host) {
        return "https://" + host + ":" + port() + "/metadata";
    }

    /** From now on, this is what comes after a request. */
    void answers(Answer next) {
        answer = next;
    }

    /** From now on, this is the answer, with a length and a type. */
    void answers(String body, String... headers) {
        answers(out -> out.write(response("200 OK", "application/json", body, headers)));
    }

    static byte[] response(String status, String type, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n");
        head.append("Content-Type: ").append(type).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** The heads of the requests so far. */
    List<String> requests() {
        return requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                run(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            if (head.length() > 0) {
                requests.add(head.toString());
                answer.write(connection.getOutputStream());
                connection.getOutputStream().flush();
            }
        } catch (IOException gone) {
            connections.remove(connection);
        }
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "tls-peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a peer writes. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException;
    }
}
