package io.mcpidentity.it;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Serves OAuth client ID metadata documents over https on loopback, with a certificate made for the occasion. */
final class MetadataDocuments implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final Path directory;
    private final Path certificate;

    private MetadataDocuments(HttpsServer server, Path directory, Path certificate) {
        this.server = server;
        this.directory = directory;
        this.certificate = certificate;
    }

    static MetadataDocuments start() {
        try {
            Path directory = Files.createTempDirectory("mcp-it-tls-");
            Path store = directory.resolve("key.p12");
            Path certificate = directory.resolve("certificate.pem");
            keytool(
                    directory,
                    "-genkeypair -alias it -keyalg EC -groupname secp256r1 -dname CN=localhost -validity 2"
                            + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -keystore key.p12");
            keytool(directory, "-exportcert -rfc -alias it -keystore key.p12 -file certificate.pem");
            keytool(
                    directory,
                    "-importcert -noprompt -alias it -file certificate.pem -storetype PKCS12 -keystore trust.p12");
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
            MetadataDocuments documents = new MetadataDocuments(server, directory, certificate);
            server.createContext("/", exchange -> {
                byte[] body =
                        documents.document(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The client id, and the place of the document, of a client called {@code name}. */
    String url(String name) {
        return "https://localhost:" + server.getAddress().getPort() + "/" + name + ".json";
    }

    /** The certificate to trust, in PEM. */
    Path certificate() {
        return certificate;
    }

    /** The environment that makes a JVM trust the certificate, and no other. */
    Map<String, String> trusting() {
        Path store = directory.resolve("trust.p12");
        return Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + store + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private String document(String path) {
        return Json.write(Map.of(
                "client_id",
                "https://localhost:" + server.getAddress().getPort() + path,
                "client_name",
                "A client known by its metadata document",
                "redirect_uris",
                List.of(
                        "http://127.0.0.1/callback",
                        "http://127.0.0.1/oauth/callback",
                        "http://localhost/oauth/callback"),
                "grant_types",
                List.of("authorization_code", "refresh_token"),
                "response_types",
                List.of("code"),
                "token_endpoint_auth_method",
                "none"));
    }

    private static SSLContext tls(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path directory, String options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-storepass", PASSWORD));
        try (Child keytool = Child.start("keytool", directory, Map.of(), command)) {
            int exit = keytool.awaitExit(Duration.ofSeconds(30));
            if (exit != 0) {
                throw new AssertionError("keytool ended with " + exit + ": " + keytool.log());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            KeycloakDistribution.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
